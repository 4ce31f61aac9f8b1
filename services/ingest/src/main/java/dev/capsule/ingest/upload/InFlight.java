package dev.capsule.ingest.upload;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes in the staging area: what all sessions have acknowledged, as of a few seconds ago, and what this process takes in
 * right now. Above the cap, uploads are told to wait (server-invariants 7).
 */
@ApplicationScoped
public class InFlight {
    /** Seconds a refused client should wait. */
    private static final int RETRY_AFTER = 10;

    private final Db db;
    private final long cap;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong streaming = new AtomicLong();

    InFlight(Db db, IngestConfig config, MeterRegistry metrics) {
        this.db = db;
        cap = config.maxCacheSize();
        metrics.gauge("capsule.ingest.staged.bytes", this, InFlight::bytes);
    }

    public double bytes() {
        return acknowledged.get() + streaming.get();
    }

    /**
     * @param more bytes about to come, 0 if not known
     * @throws RefusalException UPLOAD_BACKPRESSURE with Retry-After
     */
    public void requireRoom(long more) {
        if (acknowledged.get() + streaming.get() > cap - more) {
            throw backpressure().asException();
        }
    }

    public static Refusal backpressure() {
        return Refusal.of(ReasonCode.UPLOAD_BACKPRESSURE).with("retry_after", RETRY_AFTER);
    }

    /** Counts bytes that have come in but are not acknowledged yet; negative to take them off again. */
    public void streaming(long bytes) {
        streaming.addAndGet(bytes);
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void refresh() {
        acknowledged.set(db.asSystem(
                tx -> tx.one("""
                        select coalesce(sum(received), 0)::bigint as n from upload_sessions
                        where status in ('Uploading', 'WaitingForProcessing') and landed_at is null
                        """, row -> Columns.longValue(row, "n")).orElse(0L)));
    }
}
