package dev.capsule.service.body;

import dev.capsule.protocol.id.Id;
import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as canonical lower-case text. */
final class UuidText {
    private UuidText() {}

    static byte[] decode(String text) {
        return bytes(Id.parseUuid(text));
    }

    static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    static String encode(byte[] bytes) {
        return Id.uuid(bytes).toString();
    }
}
