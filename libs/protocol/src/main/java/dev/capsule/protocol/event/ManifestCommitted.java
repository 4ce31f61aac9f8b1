package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.AssetManifest;
import java.util.List;

/**
 * A manifest passed the gate and is in the ledger for ever.
 *
 * @param user who signed it
 * @param syncSeq position in the feed of the album
 * @param manifest the signed bytes
 * @param added references this manifest adds
 * @param released references it supersedes
 * @param uploads sessions that are complete with this
 */
public record ManifestCommitted(
        EventHead head,
        AlbumId album,
        AssetId asset,
        UserId user,
        ChangeKind change,
        long syncSeq,
        Bytes manifest,
        Sha256 manifestHash,
        List<BlobRef> added,
        List<BlobRef> released,
        List<UploadId> uploads)
        implements Event {
    static ManifestCommitted of(CborMap map) {
        return new ManifestCommitted(
                EventHead.of(map),
                map.id(3, AlbumId::of),
                map.id(4, AssetId::of),
                map.id(5, UserId::of),
                Words.find(ChangeKind.class, map, 6),
                map.uint(7, Long.MAX_VALUE),
                map.bytes(8, 1, AssetManifest.MAX_BYTES),
                map.hash(9),
                BlobRef.list(map, 10),
                BlobRef.list(map, 11),
                UploadIds.list(map, 12));
    }

    @Override
    public EventType type() {
        return EventType.MANIFEST_COMMITTED;
    }

    @Override
    public String subject() {
        return album.toString();
    }

    @Override
    public void write(CborMapBuilder map) {
        map.put(3, album)
                .put(4, asset)
                .put(5, user)
                .put(6, change.wireName())
                .put(7, syncSeq)
                .put(8, manifest)
                .put(9, manifestHash)
                .put(10, BlobRef.array(added))
                .put(11, BlobRef.array(released))
                .put(12, UploadIds.array(uploads));
    }
}
