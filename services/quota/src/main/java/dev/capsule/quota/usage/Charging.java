package dev.capsule.quota.usage;

import dev.capsule.protocol.id.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who pays for a blob: the first uploader, as long as any reference of theirs is left; then the user whose references
 * are the oldest; without references, the user a copy has been kept for the longest (server-invariants 9). A function of
 * the facts alone, so it does not matter in which order they arrived, or how often.
 */
final class Charging {
    private Charging() {}

    static Optional<Payer> payer(List<Reference> references, Map<AssetKey, AssetState> assets, List<CacheHold> holds) {
        var intervals = Intervals.of(references, assets);
        var owner = owner(intervals);
        if (owner.isPresent()) {
            return Optional.of(new Payer(owner.get(), role(owner.get(), intervals, assets), ""));
        }
        return holds.stream()
                .min(Comparator.comparing(CacheHold::heldAt)
                        .thenComparing(hold -> hold.user().value())
                        .thenComparing(CacheHold::peer))
                .map(hold -> new Payer(hold.user(), UsageRole.PEER_CACHE, hold.peer()));
    }

    /** A beginning or an end of an interval. Simultaneous beginnings come first, so that a move leaves no gap. */
    private record Step(Instant at, boolean begins, Interval interval) {
        static final Comparator<Step> ORDER = Comparator.comparing(Step::at)
                .thenComparing(Step::begins, Comparator.reverseOrder())
                .thenComparing(Step::interval, Interval.OLDEST);
    }

    private static Optional<UserId> owner(List<Interval> intervals) {
        var steps = new ArrayList<Step>();
        for (var interval : intervals) {
            steps.add(new Step(interval.from(), true, interval));
            interval.to().ifPresent(to -> steps.add(new Step(to, false, interval)));
        }
        steps.sort(Step.ORDER);
        var standing = new Standing();
        steps.forEach(step -> {
            if (step.begins()) {
                standing.begin(step.interval().user());
            } else {
                standing.end(step.interval().user());
            }
        });
        return Optional.ofNullable(standing.payer);
    }

    /** Users that refer to the blob now, in the order in which they began to. */
    private static final class Standing {
        private final Map<UserId, Integer> references = new HashMap<>();
        private final List<UserId> since = new ArrayList<>();
        private @Nullable UserId payer;

        void begin(UserId user) {
            if (references.merge(user, 1, Integer::sum) == 1) {
                since.add(user);
            }
            if (payer == null) {
                payer = user;
            }
        }

        void end(UserId user) {
            if (references.merge(user, -1, Integer::sum) == 0) {
                since.remove(user);
                if (user.equals(payer)) {
                    payer = since.isEmpty() ? null : since.getFirst();
                }
            }
        }
    }

    /** The role of the payer's oldest reference outside the trash; trash if there is none. */
    private static UsageRole role(UserId payer, List<Interval> intervals, Map<AssetKey, AssetState> assets) {
        return intervals.stream()
                .filter(Interval::isOpen)
                .filter(interval -> interval.user().equals(payer))
                .filter(interval -> !assets.getOrDefault(interval.asset(), AssetState.UNKNOWN)
                        .trashed())
                .min(Interval.OLDEST)
                .map(Interval::role)
                .orElse(UsageRole.TRASH);
    }
}
