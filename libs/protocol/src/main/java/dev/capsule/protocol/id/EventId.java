package dev.capsule.protocol.id;

import java.util.UUID;

/** One event record; the inbox key. UUIDv7. */
public record EventId(UUID value) implements Id {

    public EventId {
        Id.requireVersion(value, 7);
    }

    /** @throws IllegalArgumentException if the text is not a canonical lower-case UUID of the right version */
    public static EventId parse(String text) {
        return new EventId(Id.parseUuid(text));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes or the version is wrong */
    public static EventId of(byte[] bytes) {
        return new EventId(Id.uuid(bytes));
    }

    public static EventId generate() {
        return new EventId(UuidV7.generate());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
