package dev.capsule.ingest.gc;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.blob.Locks;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Collects blobs nobody refers to (server-invariants 10): mark, wait for the grace time, count again inside the deleting
 * transaction, delete the row, commit, and only then the file. What refers to a blob is a query: references of committed
 * manifests, and uploads the gate has yet to decide on. Every decision is logged.
 */
@ApplicationScoped
public class BlobCollector {
    private static final Logger LOG = Logger.getLogger(BlobCollector.class);
    private static final int BATCH = 500;

    /** True for a row of {@code blobs b} that something refers to. */
    private static final String REFERRED = """
            (exists (select 1 from blob_references r where r.tenant_id = b.tenant_id and r.hash = b.hash)
             or exists (select 1 from upload_sessions s
                        where s.tenant_id = b.tenant_id and s.hash = b.hash and s.status = 'WaitingForProcessing'))
            """;

    private final Db db;
    private final BlobStore blobs;
    private final IngestConfig config;
    private final Clock clock;

    BlobCollector(Db db, BlobStore blobs, IngestConfig config, Clock clock) {
        this.db = db;
        this.blobs = blobs;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What a run found.
     *
     * @param marked newly without references; they wait for the grace time
     * @param collected gone, or in a dry run those that would be
     */
    public record Report(boolean dryRun, List<Sha256> marked, List<Sha256> collected) {}

    @Scheduled(every = "${capsule.ingest.gc.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void scheduled() {
        var unused = run(config.gc().dryRun());
    }

    /** @param dryRun changes nothing, not even a mark */
    public Report run(boolean dryRun) {
        Instant now = clock.instant();
        var marked = dryRun ? unmarked() : mark(now);
        var collected = new ArrayList<Sha256>();
        for (var candidate : candidates(now)) {
            if (dryRun) {
                LOG.infof(
                        "gc (dry run): blob %s of %s, marked %s, would be collected",
                        candidate.hash(), candidate.tenant(), candidate.since());
                collected.add(candidate.hash());
            } else if (collect(candidate, now)) {
                collected.add(candidate.hash());
            }
        }
        return new Report(dryRun, marked, List.copyOf(collected));
    }

    private record Candidate(TenantId tenant, Sha256 hash, Instant since) {}

    private List<Sha256> unmarked() {
        return db.asSystem(tx -> tx.list(
                "select b.hash from blobs b where collectable_since is null and not legal_hold and not taken_down and not "
                        + REFERRED + " limit " + BATCH,
                row -> Columns.hash(row, "hash")));
    }

    private List<Sha256> mark(Instant now) {
        return db.asSystem(tx -> {
            tx.update(
                    "update blobs b set collectable_since = null where collectable_since is not null and " + REFERRED);
            var marked = tx.list(
                    "update blobs b set collectable_since = $1 where collectable_since is null and not legal_hold "
                            + "and not taken_down and not " + REFERRED + " returning hash",
                    row -> Columns.hash(row, "hash"),
                    now);
            marked.forEach(hash -> LOG.infof("gc: blob %s has no references, marked %s", hash, now));
            return marked;
        });
    }

    private List<Candidate> candidates(Instant now) {
        return db.asSystem(tx -> tx.list(
                """
                select tenant_id, hash, collectable_since from blobs
                where collectable_since <= $1 and not legal_hold and not taken_down
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
        boolean deleted = db.asSystem(tx -> {
            Locks.blob(tx, candidate.hash());
            boolean referred = tx.one(
                            "select " + REFERRED + " as referred from blobs b where tenant_id = $1 and hash = $2 "
                                    + "and not legal_hold and not taken_down for update",
                            row -> Columns.bool(row, "referred"),
                            candidate.tenant(),
                            candidate.hash())
                    .orElse(true);
            String change = referred
                    ? "update blobs set collectable_since = null where tenant_id = $1 and hash = $2"
                    : "delete from blobs where tenant_id = $1 and hash = $2";
            tx.update(change, candidate.tenant(), candidate.hash());
            return !referred;
        });
        LOG.infof(
                "gc: blob %s of %s, marked %s, %s %s",
                candidate.hash(), candidate.tenant(), candidate.since(), deleted ? "collected" : "kept", now);
        if (deleted) {
            unlink(candidate.hash());
        }
        return deleted;
    }

    /** The file goes when no tenant has a row of it; a crash before this leaves an orphan for {@link OrphanSweep}. */
    boolean unlink(Sha256 hash) {
        return db.asSystem(tx -> {
            Locks.blob(tx, hash);
            try {
                return !isKnown(tx, hash) && blobs.delete(hash);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Whether any tenant has the blob, or an upload that is about to land it. */
    private static boolean isKnown(Tx tx, Sha256 hash) {
        return tx.one("""
                        select 1 where exists (select 1 from blobs where hash = $1)
                          or exists (select 1 from upload_sessions where hash = $1 and status = 'WaitingForProcessing')
                        """, row -> true, hash).orElse(false);
    }
}
