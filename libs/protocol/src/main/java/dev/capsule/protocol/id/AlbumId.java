package dev.capsule.protocol.id;

import java.util.Objects;
import java.util.UUID;

/** An album: random (v4), derived default album (v8) or upgrade fork (v5). */
public record AlbumId(UUID value) implements Id {

    public AlbumId {
        Objects.requireNonNull(value, "value");
    }

    /** @throws IllegalArgumentException if the text is not a canonical lower-case UUID of the right version */
    public static AlbumId parse(String text) {
        return new AlbumId(Id.parseUuid(text));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes or the version is wrong */
    public static AlbumId of(byte[] bytes) {
        return new AlbumId(Id.uuid(bytes));
    }

    public static AlbumId generate() {
        return new AlbumId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
