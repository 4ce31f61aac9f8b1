package dev.capsule.protocol.id;

import java.util.UUID;

/** An upload session of ingest. UUIDv7. */
public record UploadId(UUID value) implements Id {

    public UploadId {
        Id.requireVersion(value, 7);
    }

    /** @throws IllegalArgumentException if the text is not a canonical lower-case UUID of the right version */
    public static UploadId parse(String text) {
        return new UploadId(Id.parseUuid(text));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes or the version is wrong */
    public static UploadId of(byte[] bytes) {
        return new UploadId(Id.uuid(bytes));
    }

    public static UploadId generate() {
        return new UploadId(UuidV7.generate());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
