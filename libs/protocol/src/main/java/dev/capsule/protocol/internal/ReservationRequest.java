package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.WireEnum;

/**
 * {@code POST /internal/reservations} at quota: set aside the declared bytes of an upload, or refuse. Idempotent by
 * upload id. Released by blobs.released and manifests.rejected, turned into usage by manifests.committed, and by itself
 * at {@code expiresAt} should ingest die. Answered with an empty map or the refusal.
 *
 * @param bytes declared size, 1 and up
 */
public record ReservationRequest(
        TenantId tenant, UserId owner, UploadId upload, BlobRole role, long bytes, Timestamp expiresAt) {
    public static final String PATH = "/internal/reservations";

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, tenant.host())
                .put(1, owner)
                .put(2, upload)
                .put(3, role.wireName())
                .put(4, bytes)
                .put(5, expiresAt)
                .encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static ReservationRequest decode(byte[] body) {
        var map = CborMap.decode(body, CborLimits.ofBytes(1024));
        return new ReservationRequest(
                map.parsed(0, 253, TenantId::new),
                map.id(1, UserId::of),
                map.id(2, UploadId::of),
                WireEnum.find(BlobRole.class, map.text(3, 16))
                        .orElseThrow(() -> new CborException("an unknown blob role")),
                map.uint(4, Long.MAX_VALUE),
                map.timestamp(5));
    }
}
