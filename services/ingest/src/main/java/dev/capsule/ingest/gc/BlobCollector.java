package dev.capsule.ingest.gc;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.blob.Locks;
import dev.capsule.ingest.blob.PutIntentRows;
import dev.capsule.ingest.blob.Removals;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Collects blobs nobody refers to (server-invariants 10): mark, wait for the grace time, count again inside the deleting
 * transaction, delete the row, commit, and only then the bytes. What refers to a blob is a query: references of committed
 * manifests, uploads the gate has yet to decide on, and assets taken down or under legal hold that ever referred to it. Every
 * decision is logged.
 */
@ApplicationScoped
public class BlobCollector {
    private static final Logger LOG = Logger.getLogger(BlobCollector.class);
    private static final int BATCH = 500;
    private static final Duration SHORTEST_GRACE = Duration.ofDays(1);
    private static final Duration LONGEST_GRACE = Duration.ofDays(3);

    /** How many refer to a row of {@code blobs b}. */
    private static final String COUNT = """
            ((select count(*) from blob_references r where r.tenant_id = b.tenant_id and r.hash = b.hash)
             + (select count(*) from upload_sessions s
                where s.tenant_id = b.tenant_id and s.hash = b.hash and s.status = 'WaitingForProcessing')
             + (select count(*) from former_references f
                join asset_moderation a on a.tenant_id = f.tenant_id and a.asset_id = f.asset_id
                where f.tenant_id = b.tenant_id and f.hash = b.hash and (a.taken_down or a.legal_hold)))
            """;

    private static final String COLLECTABLE = COUNT + " = 0 ";

    private final Db db;
    private final Removals removals;
    private final PutIntentRows intents;
    private final BlobStore blobs;
    private final IngestConfig config;
    private final Clock clock;
    private final Counter collections;

    BlobCollector(
            Db db,
            Removals removals,
            PutIntentRows intents,
            BlobStore blobs,
            IngestConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.db = db;
        this.removals = removals;
        this.intents = intents;
        this.blobs = blobs;
        this.config = config;
        this.clock = clock;
        collections = metrics.counter("capsule.ingest.gc.collected");
    }

    /**
     * What a run found.
     *
     * @param marked newly without references; they wait for the grace time
     * @param collected gone, or in a dry run those that would be
     * @param removed bytes without a row, left by a crash: gone, or in a dry run those that would be
     */
    public record Report(boolean dryRun, List<Sha256> marked, List<Sha256> collected, List<Sha256> removed) {}

    /** A grace time outside of its range stops the start. */
    void onStart(@Observes StartupEvent started) {
        var grace = config.gc().grace();
        if (grace.compareTo(SHORTEST_GRACE) < 0 || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new IllegalStateException("capsule.ingest.gc.grace is 24h to 72h, not " + grace);
        }
    }

    @Scheduled(every = "${capsule.ingest.gc.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void scheduled() {
        var unused = run(config.gc().dryRun());
    }

    /** @param dryRun changes nothing, not even a mark; lists at most {@value #BATCH} of each */
    public Report run(boolean dryRun) {
        Instant now = clock.instant();
        return dryRun ? look(now) : sweep(now);
    }

    private Report look(Instant now) {
        var collected = new ArrayList<Sha256>();
        for (var candidate : candidates(now)) {
            LOG.infof(
                    "gc (dry run): blob %s of %s, 0 references, marked %s, would be collected",
                    candidate.hash(), candidate.tenant(), candidate.since());
            collected.add(candidate.hash());
        }
        var removed = removals.before(removalsBefore(now), BATCH);
        removed.forEach(hash -> LOG.infof("gc (dry run): bytes of blob %s, which has no row, would be removed", hash));
        return new Report(true, unmarked(), List.copyOf(collected), removed);
    }

    private Report sweep(Instant now) {
        var marked = mark(now);
        var collected = new ArrayList<Sha256>();
        List<Candidate> batch;
        do {
            // each one is deleted or loses its mark, so this ends
            batch = candidates(now);
            for (var candidate : batch) {
                if (collect(candidate, now)) {
                    collected.add(candidate.hash());
                }
            }
        } while (batch.size() == BATCH);
        var removed = remove(now);
        halfDone(now);
        return new Report(false, marked, List.copyOf(collected), removed);
    }

    /** Puts that were begun long ago and never ended: nobody makes them any more. */
    private void halfDone(Instant now) {
        var before = now.minus(config.gc().grace());
        for (var begun : intents.before(before, BATCH)) {
            try {
                blobs.discardHalfDone(begun.hash(), before);
            } catch (IOException e) {
                throw new DependencyUnavailableException("storage", e);
            }
            intents.end(begun.intent());
            LOG.infof("gc: put of blob %s was never ended, what it left is taken back", begun.hash());
        }
    }

    private record Candidate(TenantId tenant, Sha256 hash, Instant since) {}

    private List<Sha256> unmarked() {
        return db.asSystem(tx -> tx.list(
                "select b.hash from blobs b where collectable_since is null and " + COLLECTABLE + " limit " + BATCH,
                row -> Columns.hash(row, "hash")));
    }

    private List<Sha256> mark(Instant now) {
        return db.asSystem(tx -> {
            var cleared = tx.list(
                    "update blobs b set collectable_since = null where collectable_since is not null and " + COUNT
                            + " > 0 returning hash",
                    row -> Columns.hash(row, "hash"));
            cleared.forEach(hash -> LOG.infof("gc: blob %s is referred to again, its mark is cleared", hash));
            var marked = tx.list(
                    "update blobs b set collectable_since = $1 where collectable_since is null and " + COLLECTABLE
                            + "returning hash",
                    row -> Columns.hash(row, "hash"),
                    now);
            marked.forEach(hash -> LOG.infof("gc: blob %s has 0 references, marked %s", hash, now));
            return marked;
        });
    }

    /** Rows whose grace time is over, as far as their marks say. */
    private List<Candidate> candidates(Instant now) {
        return db.asSystem(tx -> tx.list(
                """
                select tenant_id, hash, collectable_since from blobs
                where collectable_since <= $1
                order by collectable_since limit 500
                """,
                row -> new Candidate(
                        new TenantId(Columns.text(row, "tenant_id")),
                        Columns.hash(row, "hash"),
                        Columns.instant(row, "collectable_since")),
                now.minus(config.gc().grace())));
    }

    /** @return whether the row is gone; a reference that came back clears the mark instead */
    private boolean collect(Candidate candidate, Instant now) {
        long references = db.asSystem(tx -> {
            Locks.blob(tx, candidate.hash());
            long count = count(tx, candidate);
            String change = count > 0
                    ? "update blobs set collectable_since = null where tenant_id = $1 and hash = $2"
                    : "delete from blobs where tenant_id = $1 and hash = $2";
            tx.update(change, candidate.tenant(), candidate.hash());
            if (count == 0) {
                tx.update(
                        "delete from former_references where tenant_id = $1 and hash = $2",
                        candidate.tenant(),
                        candidate.hash());
                removals.add(tx, candidate.hash(), now);
            }
            return count;
        });
        LOG.infof(
                "gc: blob %s of %s, %d references, marked %s, %s %s",
                candidate.hash(),
                candidate.tenant(),
                references,
                candidate.since(),
                references == 0 ? "collected" : "kept",
                now);
        if (references == 0) {
            collections.increment();
            boolean gone = removals.make(candidate.hash());
            LOG.infof("gc: bytes of blob %s %s", candidate.hash(), gone ? "removed" : "stay, others have them");
        }
        return references == 0;
    }

    /**
     * Counts under the row's lock, in a statement of its own: a count in the locking statement would be of the moment
     * before it waited for the lock, and miss the reference it waited for.
     */
    private static long count(Tx tx, Candidate candidate) {
        var locked = tx.one(
                "select 1 from blobs where tenant_id = $1 and hash = $2 for update",
                row -> true,
                candidate.tenant(),
                candidate.hash());
        return locked.isEmpty()
                ? 1
                : tx.one(
                                "select " + COUNT + " as n from blobs b where tenant_id = $1 and hash = $2",
                                row -> Columns.longValue(row, "n"),
                                candidate.tenant(),
                                candidate.hash())
                        .orElse(1L);
    }

    /** Finishes removals a crash cut short. */
    private List<Sha256> remove(Instant now) {
        var removed = new ArrayList<Sha256>();
        List<Sha256> batch;
        do {
            batch = removals.before(removalsBefore(now), BATCH);
            for (var hash : batch) {
                boolean gone = removals.make(hash);
                LOG.infof(
                        "gc: bytes of blob %s, which has no row, %s", hash, gone ? "removed" : "are known again, kept");
                if (gone) {
                    removed.add(hash);
                }
            }
        } while (batch.size() == BATCH);
        return List.copyOf(removed);
    }

    private Instant removalsBefore(Instant now) {
        return now.minus(config.gc().grace());
    }
}
