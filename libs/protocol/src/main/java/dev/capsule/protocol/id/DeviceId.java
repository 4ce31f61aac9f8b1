package dev.capsule.protocol.id;

import java.util.UUID;

/** A device of a user. UUIDv4. */
public record DeviceId(UUID value) implements Id {

    public DeviceId {
        Id.requireVersion(value, 4);
    }

    /** @throws IllegalArgumentException if the text is not a canonical lower-case UUID of the right version */
    public static DeviceId parse(String text) {
        return new DeviceId(Id.parseUuid(text));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes or the version is wrong */
    public static DeviceId of(byte[] bytes) {
        return new DeviceId(Id.uuid(bytes));
    }

    public static DeviceId generate() {
        return new DeviceId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
