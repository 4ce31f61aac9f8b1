package dev.capsule.bench.quota;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * What one round measured.
 *
 * @param perSecond completed operations
 * @param p50 milliseconds
 * @param p99 milliseconds
 * @param max milliseconds
 */
record Rate(double perSecond, double p50, double p99, double max) {
    /** @param nanos one value for each operation; sorted by this */
    static Rate of(long[] nanos, double seconds) {
        Arrays.sort(nanos);
        return new Rate(nanos.length / seconds, at(nanos, 0.5) / 1e6, at(nanos, 0.99) / 1e6, at(nanos, 1) / 1e6);
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }

    /** The round in the middle by throughput. */
    static Rate median(Collection<Rate> rounds) {
        var sorted = rounds.stream()
                .sorted(java.util.Comparator.comparingDouble(Rate::perSecond))
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%9.0f /s   p50 %7.2f ms   p99 %7.2f ms", perSecond, p50, p99);
    }
}
