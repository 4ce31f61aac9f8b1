package dev.capsule.quota.usage;

import dev.capsule.protocol.manifest.BlobRole;
import java.util.Locale;

/** What bytes of a user are there for. Every byte counts under exactly one. */
public enum UsageRole {
    ORIGINAL,
    METADATA,
    DERIVATIVE,
    /** Signed records of a chain; they outlive their asset. */
    PROVENANCE,
    BACKUP,
    DROP,
    /** Blobs that only trashed assets refer to; they count in full until the purge. */
    TRASH,
    /** Copies of another server's blobs. */
    PEER_CACHE;

    static UsageRole of(BlobRole role) {
        return switch (role) {
            case ORIGINAL -> ORIGINAL;
            case METADATA -> METADATA;
            case DERIVATIVE -> DERIVATIVE;
            case PROVENANCE -> PROVENANCE;
            case BACKUP -> BACKUP;
            case DROP -> DROP;
        };
    }

    /** Name in answers and columns. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static UsageRole ofWire(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
