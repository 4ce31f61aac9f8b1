package dev.capsule.quota.reconcile;

import dev.capsule.protocol.id.Timestamp;
import java.util.List;

/**
 * The outcome of one comparison.
 *
 * @param bytes sum over all drifts
 * @param drifts at most {@value #LISTED} of {@code found}
 * @param repaired whether they have been put right since
 */
public record DriftReport(
        Timestamp at, long accounts, long blobs, long found, long bytes, List<Drift> drifts, boolean repaired) {
    static final int LISTED = 200;
}
