package dev.capsule.validation.sync;

import java.util.List;

/** The answer of {@code GET /sync}. */
public record SyncPage(List<SyncEntry> entries, String nextCursor, boolean hasMore, List<Checkpoint> checkpoints) {

    /** A signed state of the log of an album. */
    public record Checkpoint() {}
}
