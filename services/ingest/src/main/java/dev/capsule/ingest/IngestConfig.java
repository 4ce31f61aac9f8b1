package dev.capsule.ingest;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Limits and places of ingest ({@code capsule.ingest.*}). */
@ConfigMapping(prefix = "capsule.ingest")
public interface IngestConfig {

    /** Directory of the staging area and, if it is one of files, of the blob store; one filesystem. */
    Path root();

    /** Where blobs are kept. */
    Store store();

    S3 s3();

    /** The kinds of blob stores. */
    enum Store {
        FILESYSTEM,
        S3
    }

    /** An S3-compatible object store; only for {@link Store#S3}. */
    interface S3 {
        /** Absent for Amazon's own. */
        Optional<URI> endpoint();

        String region();

        /** Exists already. */
        Optional<String> bucket();

        /** Of every name in the bucket; absent for none, else it ends with a slash. */
        Optional<String> prefix();

        /** With the secret key; absent to take both from the environment, as the AWS tools do. */
        Optional<String> accessKey();

        Optional<String> secretKey();
    }

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

    /** Whether large writes may go past the page cache (O_DIRECT), where the file system has that. */
    boolean directIo();

    /** Longest the final PATCH waits for the whole file to be stored before it answers 202. */
    Duration landingWait();

    /** Whether a start holds every row against the store: one look at each blob. */
    boolean scrubAtStart();

    Gc gc();

    Sweep sweep();

    Recovery recovery();

    Sidecars sidecars();

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

    /** Keeping manifests beside the blobs they refer to (server-invariants 11). */
    interface Sidecars {
        Duration every();
    }

    /** Landing again what a crash left complete but not stored. */
    interface Recovery {
        Duration every();
    }
}
