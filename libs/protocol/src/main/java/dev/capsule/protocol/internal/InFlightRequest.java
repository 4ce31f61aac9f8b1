package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.TenantId;

/**
 * {@code POST /internal/in-flight} at ingest: how many upload sessions of an album are neither finished nor failed.
 * Asked by validation while an upgrade of the album drains. Answered with {@link #reply}.
 */
public record InFlightRequest(TenantId tenant, AlbumId album) {
    public static final String PATH = "/internal/in-flight";

    public byte[] encode() {
        return new CborMapBuilder().put(0, tenant.host()).put(1, album).encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static InFlightRequest decode(byte[] body) {
        var map = CborMap.decode(body, CborLimits.ofBytes(1024));
        try {
            return new InFlightRequest(new TenantId(map.text(0, 253)), map.id(1, AlbumId::of));
        } catch (IllegalArgumentException e) {
            throw new CborException("not a tenant");
        }
    }

    /** @param sessions 0 and up */
    public static byte[] reply(long sessions) {
        return new CborMapBuilder().put(0, sessions).encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static long readReply(byte[] body) {
        return CborMap.decode(body, CborLimits.ofBytes(64)).uint(0, Long.MAX_VALUE);
    }
}
