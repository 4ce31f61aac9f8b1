package dev.capsule.ingest;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Limits and places of ingest ({@code capsule.ingest.*}). */
@ConfigMapping(prefix = "capsule.ingest")
public interface IngestConfig {

    /** Directory of the blob store and the staging area; one filesystem. */
    Path root();

    /** Where other services reach this one; known here only because every service gets the whole map. */
    Optional<String> internalUrl();

    /** Bytes of the largest file, 32 GiB by default (server-invariants 7). */
    long maxFileSize();

    /** Bytes that may be staged at once, 64 GiB by default (server-invariants 7). */
    long maxCacheSize();

    /** Lifetime of a session from its creation (server-invariants 6). */
    Duration sessionTtl();

    /** Open sessions one user may hold. */
    int maxSessionsPerUser();

    /** Open sessions one tenant may hold. */
    int maxSessionsPerTenant();

    /** PATCH requests this process serves at once; each holds a thread. */
    int maxConcurrentChunks();

    int maxConcurrentChunksPerUser();

    /** Bytes per second a body must average once {@link #rateGrace} has passed. */
    long minRate();

    Duration rateGrace();

    /** Longest a single PATCH may take. */
    Duration maxChunkDuration();

    /** Longest the final PATCH waits for the whole file to be stored before it answers 202. */
    Duration landingWait();

    Gc gc();

    Sweep sweep();

    Recovery recovery();

    /** Garbage collection (server-invariants 10). */
    interface Gc {
        Duration every();

        /** Between mark and sweep, 24 to 72 h. */
        Duration grace();

        /** Whether the scheduled run only logs what it would delete. */
        boolean dryRun();
    }

    /** Eviction of expired sessions. */
    interface Sweep {
        Duration every();
    }

    /** Landing again what a crash left complete but not stored. */
    interface Recovery {
        Duration every();
    }
}
