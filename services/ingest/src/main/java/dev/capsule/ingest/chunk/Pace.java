package dev.capsule.ingest.chunk;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.util.function.LongSupplier;

/**
 * Cuts off bodies that drip: below the minimum rate after the grace time, or longer than a single PATCH may take. A body
 * that stalls altogether ends by the read timeout of the server.
 */
final class Pace {
    private static final double NANOS = 1e9;

    private final long minRate;
    private final long grace;
    private final long longest;
    private final LongSupplier nanoTime;
    private final long start;

    Pace(IngestConfig config, LongSupplier nanoTime) {
        minRate = config.minRate();
        grace = config.rateGrace().toNanos();
        longest = config.maxChunkDuration().toNanos();
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
    }

    /**
     * @param bytes taken in so far
     * @throws RefusalException REQUEST_TIMEOUT
     */
    void check(long bytes) {
        long elapsed = nanoTime.getAsLong() - start;
        if (elapsed > longest || (elapsed > grace && bytes < minRate * (elapsed / NANOS))) {
            throw new RefusalException(ReasonCode.REQUEST_TIMEOUT);
        }
    }
}
