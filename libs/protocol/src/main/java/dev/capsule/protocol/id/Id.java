package dev.capsule.protocol.id;

import java.nio.ByteBuffer;
import java.util.UUID;

/** An identifier of 16 bytes (wire-formats 0.2). On the wire a byte string, in JSON and URLs canonical lower-case text. */
public sealed interface Id
        permits UserId, DeviceId, AssetId, AlbumId, DerivativeId, UploadId, SessionId, IntentId, OperationId, EventId {

    UUID value();

    /** The 16 bytes, big endian; a new array each time. */
    default byte[] bytes() {
        return ByteBuffer.allocate(16)
                .putLong(value().getMostSignificantBits())
                .putLong(value().getLeastSignificantBits())
                .array();
    }

    /** @throws IllegalArgumentException unless there are exactly 16 bytes */
    static UUID uuid(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException("an id has 16 bytes, not " + bytes.length);
        }
        var buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** Stricter than {@link UUID#fromString}, which takes short groups and upper case. */
    static UUID parseUuid(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("not a UUID");
        }
        var uuid = UUID.fromString(text);
        if (!uuid.toString().equals(text)) {
            throw new IllegalArgumentException("not a canonical UUID");
        }
        return uuid;
    }

    /** Checks the version nibble and the RFC 9562 variant. */
    static void requireVersion(UUID value, int version) {
        if (value.version() != version || value.variant() != 2) {
            throw new IllegalArgumentException("not a UUIDv" + version);
        }
    }
}
