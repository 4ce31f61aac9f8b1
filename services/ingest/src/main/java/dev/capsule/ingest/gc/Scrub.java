package dev.capsule.ingest.gc;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.blob.Locks;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.storage.QuarantineReason;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * At start, holds every row against the store: a blob without its file, or with one of another length, is an integrity
 * error. It is said aloud and flagged, a damaged file goes to quarantine with its reason; the row always stays.
 */
@ApplicationScoped
public class Scrub {
    private static final Logger LOG = Logger.getLogger(Scrub.class);
    private static final int BATCH = 1000;

    private final Db db;
    private final BlobStore blobs;
    private final IngestConfig config;
    private final Clock clock;
    private final Counter damaged;

    Scrub(Db db, BlobStore blobs, IngestConfig config, Clock clock, MeterRegistry metrics) {
        this.db = db;
        this.blobs = blobs;
        this.config = config;
        this.clock = clock;
        damaged = metrics.counter("capsule.ingest.damaged.blobs");
    }

    /**
     * A blob as its row has it.
     *
     * @param size bytes
     */
    public record Stored(TenantId tenant, Sha256 hash, long size) {}

    void onStart(@Observes StartupEvent started) {
        if (config.scrubAtStart()) {
            Thread.ofVirtual().name("scrub").start(this::atStart);
        }
    }

    private void atStart() {
        try {
            var found = run();
            LOG.infof("scrub: %d blobs newly found missing or damaged", found.size());
        } catch (DependencyUnavailableException e) {
            LOG.error("scrub at start given up", e);
        }
    }

    /**
     * @return the blobs newly found missing or damaged
     * @throws DependencyUnavailableException if store or database fail
     */
    public List<Stored> run() {
        var found = new ArrayList<Stored>();
        Optional<Stored> last = Optional.empty();
        List<Stored> batch;
        do {
            batch = after(last);
            for (var blob : batch) {
                if (!isSound(blob) && flagged(blob)) {
                    found.add(blob);
                }
                last = Optional.of(blob);
            }
        } while (batch.size() == BATCH);
        return List.copyOf(found);
    }

    private List<Stored> after(Optional<Stored> last) {
        return db.asSystem(tx -> tx.list(
                """
                select tenant_id, hash, size from blobs
                where quarantined_at is null and (tenant_id, hash) > ($1, $2) order by tenant_id, hash limit 1000
                """,
                row -> new Stored(
                        new TenantId(Columns.text(row, "tenant_id")),
                        Columns.hash(row, "hash"),
                        Columns.longValue(row, "size")),
                last.map(l -> l.tenant().host()).orElse(""),
                last.map(l -> l.hash().bytes()).orElse(new byte[0])));
    }

    private boolean isSound(Stored blob) {
        try {
            var size = blobs.size(blob.hash());
            return size.isPresent() && size.getAsLong() == blob.size();
        } catch (IOException e) {
            throw new DependencyUnavailableException("storage", e);
        }
    }

    /** Under the lock of the file: it may have come or gone since, together with its row. */
    private boolean flagged(Stored blob) {
        return db.asSystem(tx -> {
            Locks.blob(tx, blob.hash());
            return !isSound(blob) && flag(tx, blob);
        });
    }

    private boolean flag(Tx tx, Stored blob) {
        int rows = tx.update(
                "update blobs set quarantined_at = $3 where tenant_id = $1 and hash = $2 and quarantined_at is null",
                blob.tenant(),
                blob.hash(),
                clock.instant());
        if (rows == 0) {
            return false;
        }
        damaged.increment();
        try {
            var size = blobs.size(blob.hash());
            if (size.isEmpty()) {
                LOG.errorf("DANGLING_REFERENCE blob %s of %s is not in the store", blob.hash(), blob.tenant());
            } else {
                String detail = size.getAsLong() + " bytes, not " + blob.size();
                LOG.errorf("blob %s of %s has %s: into quarantine", blob.hash(), blob.tenant(), detail);
                blobs.quarantine(new QuarantineReason(
                        blob.hash(), ReasonCode.FINAL_SIZE_MISMATCH, detail, new Timestamp(clock.instant())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    /** What is flagged and still referred to or not, oldest first, at most {@code limit}. */
    public List<Stored> flagged(int limit) {
        return db.asSystem(tx -> tx.list(
                """
                select tenant_id, hash, size from blobs where quarantined_at is not null
                order by quarantined_at, tenant_id, hash limit $1
                """,
                row -> new Stored(
                        new TenantId(Columns.text(row, "tenant_id")),
                        Columns.hash(row, "hash"),
                        Columns.longValue(row, "size")),
                limit));
    }
}
