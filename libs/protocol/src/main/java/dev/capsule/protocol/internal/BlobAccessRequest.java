package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;

/**
 * {@code POST /internal/blob-access} at validation: does a live asset this caller can see refer to the blob? Asked by
 * ingest before it says 404, because its own projection of commits may lag. Answered with an empty map, or {@code
 * NOT_FOUND}.
 */
public record BlobAccessRequest(TenantId tenant, UserId caller, Sha256 hash) {
    public static final String PATH = "/internal/blob-access";

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, tenant.host())
                .put(1, caller)
                .put(2, hash)
                .encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static BlobAccessRequest decode(byte[] body) {
        var map = CborMap.decode(body, CborLimits.ofBytes(1024));
        return new BlobAccessRequest(map.parsed(0, 253, TenantId::new), map.id(1, UserId::of), map.hash(2));
    }
}
