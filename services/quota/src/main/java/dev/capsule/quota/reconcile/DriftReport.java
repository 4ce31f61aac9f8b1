package dev.capsule.quota.reconcile;

import dev.capsule.protocol.id.Timestamp;
import java.util.List;

/**
 * The outcome of one comparison.
 *
 * @param bytes sum over all drifts
 * @param drifts at most {@value #LISTED} of {@code found}
 * @param repaired whether an operator asked for a repair
 * @param left how many of them are still there
 */
public record DriftReport(
        Timestamp at,
        long accounts,
        long blobs,
        long found,
        long bytes,
        List<Drift> drifts,
        boolean repaired,
        long left) {
    static final int LISTED = 200;
}
