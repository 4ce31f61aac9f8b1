package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.metadata.MetadataBlob;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /internal/peer-records} at validation: records of remote albums, as pulled from their home server, for the
 * gate (invariant 20). Answered with a {@link PeerRecordsReply}; sending the same again is harmless.
 *
 * @param tenant the home server of the members the records were pulled for
 * @param peer host they were pulled from
 * @param records of each chain the oldest first
 */
public record PeerRecordsRequest(TenantId tenant, String peer, List<PeerRecord> records) {
    public static final String PATH = "/internal/peer-records";
    /** As many as a page of the feed has entries. */
    public static final int MOST = 500;
    /** What an internal call carries; a page with more metadata takes several calls. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    public PeerRecordsRequest {
        records = List.copyOf(records);
    }

    /**
     * One record.
     *
     * @param manifest the bytes as the peer sent them, not decoded yet
     * @param current whether the peer offers it as the head of its chain, not as the history behind one
     * @param blobs those of the blobs it names that this server holds, with the sessions that brought them
     * @param metadataBlob where the peer sent one for this very record
     */
    public record PeerRecord(Bytes manifest, boolean current, List<BlobRef> blobs, Optional<Bytes> metadataBlob) {
        public PeerRecord {
            blobs = List.copyOf(blobs);
        }

        private Cbor toCbor() {
            return new CborMapBuilder()
                    .put(0, manifest)
                    .put(1, Cbor.of(current))
                    .put(2, BlobRef.array(blobs))
                    .put(3, metadataBlob.orElse(null))
                    .build();
        }

        private static PeerRecord of(Cbor cbor) {
            var map = CborMap.of(cbor);
            return new PeerRecord(
                    map.bytes(0, 1, AssetManifest.MAX_BYTES),
                    map.bool(1),
                    BlobRef.list(map, 2),
                    map.optional(3, (m, key) -> m.bytes(key, 1, MetadataBlob.MAX_BYTES)));
        }
    }

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, tenant.host())
                .put(1, peer)
                .put(2, Cbor.array(records.stream().map(PeerRecord::toCbor).toList()))
                .encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static PeerRecordsRequest decode(byte[] body) {
        var map = CborMap.decode(body, CborLimits.ofBytes(MAX_BYTES));
        return new PeerRecordsRequest(
                map.parsed(0, 253, TenantId::new),
                map.text(1, 253),
                map.array(2, MOST).stream().map(PeerRecord::of).toList());
    }
}
