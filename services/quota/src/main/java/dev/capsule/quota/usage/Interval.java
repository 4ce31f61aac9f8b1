package dev.capsule.quota.usage;

import dev.capsule.protocol.id.UserId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A stretch of time in which one slot of an asset refers to a blob on behalf of one user.
 *
 * @param to absent while it does
 */
record Interval(UserId user, AssetKey asset, String slot, UsageRole role, Instant from, Optional<Instant> to) {
    /** Oldest first; simultaneous ones in an order that does not depend on when we learned of them. */
    static final Comparator<Interval> OLDEST = Comparator.comparing(Interval::from)
            .thenComparing(Interval::asset)
            .thenComparing(Interval::slot)
            .thenComparing(interval -> interval.user().value());

    boolean isOpen() {
        return to.isEmpty();
    }
}
