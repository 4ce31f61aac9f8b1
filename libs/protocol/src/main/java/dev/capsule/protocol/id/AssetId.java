package dev.capsule.protocol.id;

import java.util.UUID;

/** An asset; the same value is file_id, sidecar uuid and metadata blob_id. UUIDv7. */
public record AssetId(UUID value) implements Id {

    public AssetId {
        Id.requireVersion(value, 7);
    }

    /** @throws IllegalArgumentException if the text is not a canonical lower-case UUID of the right version */
    public static AssetId parse(String text) {
        return new AssetId(Id.parseUuid(text));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes or the version is wrong */
    public static AssetId of(byte[] bytes) {
        return new AssetId(Id.uuid(bytes));
    }

    public static AssetId generate() {
        return new AssetId(UuidV7.generate());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
