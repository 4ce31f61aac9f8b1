package dev.capsule.validation.sync;

import dev.capsule.validation.transparency.Checkpoint;
import java.util.List;

/**
 * The answer of {@code GET /sync}.
 *
 * @param checkpoints of the albums on this page; on the last page of all albums of the caller
 */
public record SyncPage(List<SyncEntry> entries, String nextCursor, boolean hasMore, List<Checkpoint> checkpoints) {}
