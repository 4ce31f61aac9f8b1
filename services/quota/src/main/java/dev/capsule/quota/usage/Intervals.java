package dev.capsule.quota.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns the facts about one blob into intervals, whatever the order in which the facts arrived. */
final class Intervals {
    private static final Comparator<Reference> BY_POSITION =
            Comparator.comparingLong(Reference::seq).thenComparing(Reference::added);

    private Intervals() {}

    private record Key(AssetKey asset, String slot) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byAsset = asset.compareTo(other.asset);
            return byAsset != 0 ? byAsset : slot.compareTo(other.slot);
        }
    }

    static List<Interval> of(List<Reference> facts, Map<AssetKey, AssetState> assets) {
        var slots = new TreeMap<Key, List<Reference>>();
        for (var fact : facts) {
            if (!fact.slot().equals(Reference.ANY_DERIVATIVE)) {
                slots.computeIfAbsent(new Key(fact.asset(), fact.slot()), key -> new ArrayList<>())
                        .add(fact);
            }
        }
        for (var fact : facts) {
            if (fact.slot().equals(Reference.ANY_DERIVATIVE)) {
                slots.forEach((key, list) -> {
                    if (key.asset().equals(fact.asset()) && key.slot().startsWith("derivative")) {
                        list.add(fact);
                    }
                });
            }
        }
        var intervals = new ArrayList<Interval>();
        slots.forEach((key, list) -> walk(
                key, list, assets.getOrDefault(key.asset(), AssetState.UNKNOWN).purgedAt(), intervals));
        return intervals;
    }

    /**
     * The ledger's own order decides within an album; clocks only between albums. So times never run backwards within a
     * slot, even where the clock of the gate did.
     */
    private static void walk(Key key, List<Reference> facts, Optional<Instant> purged, List<Interval> into) {
        facts.sort(BY_POSITION);
        @Nullable Reference open = null;
        Instant from = Instant.MIN;
        Instant time = Instant.MIN;
        for (var fact : facts) {
            time = fact.at().isAfter(time) ? fact.at() : time;
            boolean another = open != null && (!fact.added() || !fact.user().equals(open.user()));
            if (open != null && another) {
                into.add(interval(key, open, from, Optional.of(time)));
                open = null;
            }
            if (fact.added() && open == null) {
                open = fact;
                from = time;
            }
        }
        if (open != null) {
            into.add(interval(key, open, from, purged));
        }
    }

    private static Interval interval(Key key, Reference open, Instant from, Optional<Instant> to) {
        // a purge whose clock lies before the add still ends it
        var end = to.map(t -> t.isBefore(from) ? from : t);
        return new Interval(open.user(), key.asset(), key.slot(), open.role(), from, end);
    }
}
