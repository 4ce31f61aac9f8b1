package dev.capsule.stack.demo;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Measured durations, ordered; percentiles by nearest rank, so each one is a value that was measured. */
public record Durations(List<Duration> sorted) {
    public static Durations of(Collection<Duration> measured) {
        return new Durations(measured.stream().sorted().toList());
    }

    /**
     * The smallest value that {@code percent} of all values do not exceed; zero when nothing was measured.
     *
     * @param percent above 0, at most 100
     */
    public Duration percentile(double percent) {
        if (sorted.isEmpty()) {
            return Duration.ZERO;
        }
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.clamp(rank, 1, sorted.size()) - 1);
    }
}
