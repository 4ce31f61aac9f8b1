package dev.capsule.protocol.id;

import java.util.UUID;

/** A client operation, the idempotency key of a metadata update. UUIDv7. */
public record OperationId(UUID value) implements Id {

    public OperationId {
        Id.requireVersion(value, 7);
    }

    /** @throws IllegalArgumentException if the text is not a canonical lower-case UUID of the right version */
    public static OperationId parse(String text) {
        return new OperationId(Id.parseUuid(text));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes or the version is wrong */
    public static OperationId of(byte[] bytes) {
        return new OperationId(Id.uuid(bytes));
    }

    public static OperationId generate() {
        return new OperationId(UuidV7.generate());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
