package dev.capsule.quota.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Walks two lists of any length in the order of their keys, a page at a time, and keeps what differs. */
final class Lockstep {
    private Lockstep() {}

    /** @param key text that sorts as the pages do */
    record Entry(String key, long count, long bytes) {}

    /** The two sides of one key; a side without it has nothing. */
    record Difference(Entry ours, Entry theirs) {}

    @FunctionalInterface
    interface Pages {
        /** @param after key of the last entry seen; empty at the beginning */
        List<Entry> after(String after, int limit);
    }

    /** What was seen. */
    record Walk(long seen, List<Difference> differences) {}

    /** @param most differences after which it ends: more would tell nobody more */
    static Walk walk(Pages ours, Pages theirs, int limit, int most) {
        var differences = new ArrayList<Difference>();
        long seen = 0;
        String from = "";
        boolean more = true;
        while (more && differences.size() < most) {
            var left = ours.after(from, limit);
            var right = theirs.after(from, limit);
            more = left.size() == limit || right.size() == limit;
            String until = more ? smaller(last(left, limit), last(right, limit)) : null;
            var leftByKey = byKey(left, until);
            var rightByKey = byKey(right, until);
            var keys = new TreeSet<>(leftByKey.keySet());
            keys.addAll(rightByKey.keySet());
            for (var key : keys) {
                var nothing = new Entry(key, 0, 0);
                var is = leftByKey.getOrDefault(key, nothing);
                var should = rightByKey.getOrDefault(key, nothing);
                if (!is.equals(should)) {
                    differences.add(new Difference(is, should));
                }
            }
            seen += keys.size();
            from = until == null ? from : until;
        }
        return new Walk(seen, differences);
    }

    private static Map<String, Entry> byKey(List<Entry> page, @Nullable String until) {
        var byKey = new TreeMap<String, Entry>();
        for (var entry : page) {
            if (until == null || entry.key().compareTo(until) <= 0) {
                byKey.put(entry.key(), entry);
            }
        }
        return byKey;
    }

    /** Where a full page ends; a page that is not full has no end. */
    private static @Nullable String last(List<Entry> page, int limit) {
        return page.size() == limit ? page.getLast().key() : null;
    }

    private static String smaller(@Nullable String a, @Nullable String b) {
        if (a == null || b == null) {
            return Objects.requireNonNull(a == null ? b : a);
        }
        return a.compareTo(b) <= 0 ? a : b;
    }
}
