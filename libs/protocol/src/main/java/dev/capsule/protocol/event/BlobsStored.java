package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.metadata.MetadataBlob;
import java.util.List;
import java.util.Optional;

/**
 * The whole set of blobs one manifest needs has landed in storage; the claim the gate decides on.
 *
 * @param uploader the authenticated caller of the uploads
 * @param manifest the signed bytes
 * @param blobs original, metadata or derivative, with their uploads
 * @param metadataBlob the bytes of the metadata blob where the set has one
 */
public record BlobsStored(
        EventHead head,
        AlbumId album,
        AssetId asset,
        UserId uploader,
        Bytes manifest,
        List<BlobRef> blobs,
        Optional<Bytes> metadataBlob,
        Optional<IntentId> intent,
        Optional<OperationId> operation)
        implements Event {
    static BlobsStored of(CborMap map) {
        return new BlobsStored(
                EventHead.of(map),
                map.id(3, AlbumId::of),
                map.id(4, AssetId::of),
                map.id(5, UserId::of),
                map.bytes(6, 1, AssetManifest.MAX_BYTES),
                BlobRef.list(map, 7),
                map.optional(8, (m, key) -> m.bytes(key, 1, MetadataBlob.MAX_BYTES)),
                map.optional(9, (m, key) -> m.id(key, IntentId::of)),
                map.optional(10, (m, key) -> m.id(key, OperationId::of)));
    }

    @Override
    public EventType type() {
        return EventType.BLOBS_STORED;
    }

    @Override
    public String subject() {
        return album.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, album)
                .put(4, asset)
                .put(5, uploader)
                .put(6, manifest)
                .put(7, BlobRef.array(blobs))
                .put(8, metadataBlob.orElse(null))
                .put(9, intent.orElse(null))
                .put(10, operation.orElse(null));
    }
}
