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
 * Files without a row: staged ones whose session is gone, and blobs a crash left between the file and the row. They go
 * by the same grace time as marked blobs, counted from their last change.
 */
@ApplicationScoped
public class OrphanSweep {
    private static final Logger LOG = Logger.getLogger(OrphanSweep.class);
    private static final int BATCH = 1000;

    private final Db db;
    private final BlobStore blobs;
    private final Staging staging;
    private final BlobCollector collector;
    private final IngestConfig config;
    private final Clock clock;

    OrphanSweep(Db db, BlobStore blobs, Staging staging, BlobCollector collector, IngestConfig config, Clock clock) {
        this.db = db;
        this.blobs = blobs;
        this.staging = staging;
        this.collector = collector;
        this.config = config;
        this.clock = clock;
    }

    /** What a run found: gone, or in a dry run what would be. */
    public record Report(boolean dryRun, List<Sha256> blobs, List<UploadId> uploads) {}

    @Scheduled(every = "${capsule.ingest.gc.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void scheduled() throws IOException {
        var unused = run(config.gc().dryRun());
    }

    public Report run(boolean dryRun) throws IOException {
        return new Report(dryRun, orphanBlobs(dryRun), orphanUploads(dryRun));
    }

    private List<Sha256> orphanBlobs(boolean dryRun) throws IOException {
        long before = clock.instant().minus(config.gc().grace()).toEpochMilli();
        var swept = new ArrayList<Sha256>();
        var batch = new HashSet<Sha256>();
        blobs.forEach((hash, storedAt) -> {
            if (storedAt < before) {
                batch.add(hash);
            }
            if (batch.size() == BATCH) {
                swept.addAll(orphansOf(batch, dryRun));
                batch.clear();
            }
        });
        swept.addAll(orphansOf(batch, dryRun));
        return List.copyOf(swept);
    }

    private List<Sha256> orphansOf(Set<Sha256> old, boolean dryRun) {
        var known = new HashSet<>(db.asSystem(
                tx -> tx.list("select hash from blobs where hash = any($1)", row -> Columns.hash(row, "hash"), (Object)
                        old.toArray(Sha256[]::new))));
        var orphans = old.stream().filter(hash -> !known.contains(hash)).toList();
        return orphans.stream()
                .filter(hash -> {
                    boolean gone = dryRun || collector.unlink(hash);
                    LOG.infof("gc: orphan blob %s %s", hash, dryRun ? "would go" : gone ? "gone" : "kept");
                    return gone;
                })
                .toList();
    }

    private List<UploadId> orphanUploads(boolean dryRun) throws IOException {
        long before = clock.instant().minus(config.gc().grace()).toEpochMilli();
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
}
