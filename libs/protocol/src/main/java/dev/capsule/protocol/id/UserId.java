package dev.capsule.protocol.id;

import java.util.UUID;

/** A user account. UUIDv4. */
public record UserId(UUID value) implements Id {

    public UserId {
        Id.requireVersion(value, 4);
    }

    /** @throws IllegalArgumentException if the text is not a canonical lower-case UUID of the right version */
    public static UserId parse(String text) {
        return new UserId(Id.parseUuid(text));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes or the version is wrong */
    public static UserId of(byte[] bytes) {
        return new UserId(Id.uuid(bytes));
    }

    public static UserId generate() {
        return new UserId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
