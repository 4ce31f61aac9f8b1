package dev.capsule.bench.ingest;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Times of requests from the first byte sent to the answer, in nanoseconds. Not for use by several threads. */
final class Latencies {
    private static final double NANOS_PER_MILLI = 1e6;

    private final LongStream.Builder all = LongStream.builder();
    private final LongStream.Builder finals = LongStream.builder();
    private long @Nullable [] sorted;
    private long @Nullable [] sortedFinals;

    void add(long nanos, boolean last) {
        all.add(nanos);
        if (last) {
            finals.add(nanos);
        }
    }

    void addAll(Latencies other) {
        Arrays.stream(other.sorted()).forEach(all::add);
        Arrays.stream(other.sortedFinals()).forEach(finals::add);
    }

    /** Of all chunks, in milliseconds. */
    double median() {
        return at(sorted(), 0.5);
    }

    /** Of all chunks, the last of each file included, whose answer waits for the disk; in milliseconds. */
    double percentile99() {
        return at(sorted(), 0.99);
    }

    /** Median of the last chunks of files, in milliseconds. */
    double medianOfFinals() {
        return at(sortedFinals(), 0.5);
    }

    private long[] sorted() {
        if (sorted == null) {
            sorted = all.build().sorted().toArray();
        }
        return sorted;
    }

    private long[] sortedFinals() {
        if (sortedFinals == null) {
            sortedFinals = finals.build().sorted().toArray();
        }
        return sortedFinals;
    }

    private static double at(long[] values, double quantile) {
        if (values.length == 0) {
            throw new IllegalStateException("nothing was sent");
        }
        return values[(int) Math.min(values.length - 1, Math.round(quantile * (values.length - 1)))] / NANOS_PER_MILLI;
    }
}
