package dev.capsule.validation.gate;

import dev.capsule.protocol.manifest.Action;
import java.util.Locale;

/**
 * The life of an asset (server-invariants 6):
 *
 * <pre>
 * absent --create--> LIVE --delete--> TRASHED --retention ended--> PURGED (for ever)
 *                     ^------trash-restore------'
 * </pre>
 *
 * Absent is no state: such an asset has no row and only a create begins it.
 */
public enum AssetState {
    LIVE,
    TRASHED,
    PURGED;

    /** The complete table of what may be done in which state; what is not in it is refused. */
    public boolean allows(Action action) {
        return switch (this) {
            case LIVE ->
                switch (action) {
                    case REPLACE, METADATA_UPDATE, DERIVATIVE_ADD, DERIVATIVE_REPLACE, DELETE -> true;
                    case CREATE, TRASH_RESTORE -> false;
                };
            case TRASHED ->
                switch (action) {
                    case DELETE, TRASH_RESTORE -> true;
                    case CREATE, REPLACE, METADATA_UPDATE, DERIVATIVE_ADD, DERIVATIVE_REPLACE -> false;
                };
            case PURGED -> false;
        };
    }

    /** The word in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AssetState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
