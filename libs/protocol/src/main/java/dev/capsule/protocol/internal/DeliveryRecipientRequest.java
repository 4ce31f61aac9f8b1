package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;

/**
 * {@code POST /internal/delivery-recipient} at validation: may a key of this album go from one user to a device of
 * another now? Asked by identity before it stores a delivery. Answered with nothing, or {@code ALBUM_NOT_WRITABLE} unless
 * both are members, {@code DEVICE_UNKNOWN} or {@code DEVICE_REVOKED}.
 */
public record DeliveryRecipientRequest(
        TenantId tenant, AlbumId album, UserId sender, UserId recipient, DeviceId recipientDevice) {
    public static final String PATH = "/internal/delivery-recipient";

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, tenant.host())
                .put(1, album)
                .put(2, sender)
                .put(3, recipient)
                .put(4, recipientDevice)
                .encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static DeliveryRecipientRequest decode(byte[] body) {
        var map = CborMap.decode(body, CborLimits.ofBytes(1024));
        return new DeliveryRecipientRequest(
                map.parsed(0, 253, TenantId::new),
                map.id(1, AlbumId::of),
                map.id(2, UserId::of),
                map.id(3, UserId::of),
                map.id(4, DeviceId::of));
    }
}
