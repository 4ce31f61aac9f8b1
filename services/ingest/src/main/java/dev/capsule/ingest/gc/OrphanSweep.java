package dev.capsule.ingest.gc;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.storage.Staging;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What lies about without a row. Staged files whose session is gone are debris and go after the grace time. Blobs without
 * a row are never deleted because a listing shows them: after a loss of the database that would be all of them. They
 * are said aloud; {@code Rebuild} indexes again what the ledger knows.
 */
@ApplicationScoped
public class OrphanSweep {
    private static final Logger LOG = Logger.getLogger(OrphanSweep.class);
    private static final int BATCH = 1000;

    private final Db db;
    private final BlobStore blobs;
    private final Staging staging;
    private final IngestConfig config;
    private final Clock clock;

    OrphanSweep(Db db, BlobStore blobs, Staging staging, IngestConfig config, Clock clock) {
        this.db = db;
        this.blobs = blobs;
        this.staging = staging;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "${capsule.ingest.gc.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void scheduled() throws IOException {
        var unused = stagedDebris(config.gc().dryRun());
    }

    /** @return uploads whose staged bytes are gone, or in a dry run would be */
    public List<UploadId> stagedDebris(boolean dryRun) throws IOException {
        long before = oldest();
        var old = new HashSet<UploadId>();
        staging.forEach((upload, changedAt) -> {
            if (changedAt < before) {
                old.add(upload);
            }
        });
        var known = new HashSet<>(db.asSystem(tx -> tx.list(
                "select upload_id from upload_sessions where upload_id = any($1)",
                row -> Columns.id(row, "upload_id", UploadId::new),
                (Object) old.toArray(UploadId[]::new))));
        var orphans = old.stream().filter(upload -> !known.contains(upload)).toList();
        for (var upload : orphans) {
            LOG.infof("gc: staged bytes of upload %s %s", upload, dryRun ? "would go" : "go");
            if (!dryRun) {
                staging.discard(upload);
            }
        }
        return orphans;
    }

    /** @return blobs older than the grace time that no row, no running upload and no pending removal knows of */
    public List<Sha256> unknownBlobs() throws IOException {
        long before = oldest();
        var unknown = new ArrayList<Sha256>();
        var batch = new HashSet<Sha256>();
        blobs.forEach((hash, storedAt) -> {
            if (storedAt < before) {
                batch.add(hash);
            }
            if (batch.size() == BATCH) {
                unknown.addAll(unknownOf(batch));
                batch.clear();
            }
        });
        unknown.addAll(unknownOf(batch));
        unknown.forEach(hash -> LOG.warnf("gc: blob %s is stored, but no row knows of it: kept", hash));
        return List.copyOf(unknown);
    }

    private long oldest() {
        return clock.instant().minus(config.gc().grace()).toEpochMilli();
    }

    private List<Sha256> unknownOf(Set<Sha256> old) {
        var known = new HashSet<>(
                db.asSystem(tx -> tx.list("""
                select hash from blobs where hash = any($1)
                union select hash from blob_removals where hash = any($1)
                union select hash from upload_sessions where hash = any($1) and status = 'WaitingForProcessing'
                """, row -> Columns.hash(row, "hash"), (Object) old.toArray(Sha256[]::new))));
        return old.stream().filter(hash -> !known.contains(hash)).toList();
    }
}
