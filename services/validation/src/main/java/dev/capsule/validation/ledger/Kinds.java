package dev.capsule.validation.ledger;

import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.manifest.Action;

/** The change the feed announces for an action. */
final class Kinds {
    private Kinds() {}

    static ChangeKind of(Action action) {
        return switch (action) {
            case CREATE -> ChangeKind.CREATED;
            case REPLACE -> ChangeKind.REPLACED;
            case METADATA_UPDATE -> ChangeKind.METADATA_UPDATED;
            case DELETE -> ChangeKind.DELETED;
            case TRASH_RESTORE -> ChangeKind.RESTORED;
            case DERIVATIVE_ADD, DERIVATIVE_REPLACE -> ChangeKind.DERIVATIVE;
        };
    }
}
