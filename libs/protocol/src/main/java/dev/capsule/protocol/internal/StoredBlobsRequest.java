package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import java.util.List;

/**
 * {@code POST /internal/stored-blobs} at ingest: the blobs of a tenant that something refers to, in the order of their
 * hashes. Asked by quota, which compares them with what it charges for.
 *
 * @param after hash of the last blob of the page before; empty for the first page
 * @param limit blobs of a page, 1 to {@value #MOST}; a shorter page is the last
 */
public record StoredBlobsRequest(TenantId tenant, Bytes after, int limit) {
    public static final String PATH = "/internal/stored-blobs";
    public static final int MOST = 2000;

    /** @param size bytes */
    public record Blob(Sha256 hash, long size) {}

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, tenant.host())
                .put(1, after)
                .put(2, limit)
                .encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static StoredBlobsRequest decode(byte[] body) {
        var map = CborMap.decode(body, CborLimits.ofBytes(1024));
        return new StoredBlobsRequest(
                map.parsed(0, 253, TenantId::new), map.bytes(1, 0, Sha256.LENGTH), Pages.limit(map, 2, MOST));
    }

    public static byte[] reply(List<Blob> blobs) {
        return Pages.reply(blobs.stream()
                .map(blob -> new CborMapBuilder()
                        .put(0, blob.hash())
                        .put(1, blob.size())
                        .build())
                .toList());
    }

    /** @throws CborException if the bytes are anything else */
    public static List<Blob> readReply(byte[] body) {
        return Pages.read(body, MOST).stream()
                .map((Cbor item) -> {
                    var map = CborMap.of(item);
                    return new Blob(map.hash(0), map.uint(1, Long.MAX_VALUE));
                })
                .toList();
    }
}
