package dev.capsule.bench.gate;

import java.util.Arrays;

/** How long commits took, in milliseconds. */
record Latencies(double p50, double p99) {
    /** By nearest rank. */
    static Latencies of(long[] nanos) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(rank(sorted, 0.50), rank(sorted, 0.99));
    }

    private static double rank(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
    }
}
