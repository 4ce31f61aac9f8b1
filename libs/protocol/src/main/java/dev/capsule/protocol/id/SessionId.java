package dev.capsule.protocol.id;

import java.util.UUID;

/** A login session of identity. UUIDv7. */
public record SessionId(UUID value) implements Id {

    public SessionId {
        Id.requireVersion(value, 7);
    }

    /** @throws IllegalArgumentException if the text is not a canonical lower-case UUID of the right version */
    public static SessionId parse(String text) {
        return new SessionId(Id.parseUuid(text));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes or the version is wrong */
    public static SessionId of(byte[] bytes) {
        return new SessionId(Id.uuid(bytes));
    }

    public static SessionId generate() {
        return new SessionId(UuidV7.generate());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
