package dev.capsule.protocol.id;

import java.util.UUID;

/** An album upgrade intent. UUIDv7. */
public record IntentId(UUID value) implements Id {

    public IntentId {
        Id.requireVersion(value, 7);
    }

    /** @throws IllegalArgumentException if the text is not a canonical lower-case UUID of the right version */
    public static IntentId parse(String text) {
        return new IntentId(Id.parseUuid(text));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes or the version is wrong */
    public static IntentId of(byte[] bytes) {
        return new IntentId(Id.uuid(bytes));
    }

    public static IntentId generate() {
        return new IntentId(UuidV7.generate());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
