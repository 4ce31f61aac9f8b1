package dev.capsule.protocol.id;

import java.util.UUID;

/** One encryption of a derivative. UUIDv7. */
public record DerivativeId(UUID value) implements Id {

    public DerivativeId {
        Id.requireVersion(value, 7);
    }

    /** @throws IllegalArgumentException if the text is not a canonical lower-case UUID of the right version */
    public static DerivativeId parse(String text) {
        return new DerivativeId(Id.parseUuid(text));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes or the version is wrong */
    public static DerivativeId of(byte[] bytes) {
        return new DerivativeId(Id.uuid(bytes));
    }

    public static DerivativeId generate() {
        return new DerivativeId(UuidV7.generate());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
