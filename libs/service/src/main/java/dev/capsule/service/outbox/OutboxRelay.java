package dev.capsule.service.outbox;

import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.kafka.EventProducer;
import dev.capsule.service.kafka.EventRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves outbox rows to Kafka, in the order of their ids, and deletes them once acknowledged. One instance of a service
 * relays at a time (an advisory lock held for the transaction of a batch). Woken by commits of its own process; polls
 * for those of others and after failures. At least once: a crash between acknowledgement and commit sends a batch twice.
 */
@ApplicationScoped
class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    /** "outbox" in ASCII; any constant will do. */
    static final long LOCK = 0x6f7574626f78L;

    private static final int BATCH_ROWS = 500;
    private static final int BATCH_BYTES = 8 * 1024 * 1024;
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    /**
     * The deletion need not wait for the disk: rows that come back after a crash are only sent again. And the rows are
     * always found by the index: statistics are mostly taken while the table is empty, and would choose a scan of all
     * the space that deleted rows still take.
     */
    private static final String BEGIN = """
            select pg_try_advisory_xact_lock($1) as held, set_config('synchronous_commit', 'off', true),
              set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)
            """;

    /** A batch: the first rows, up to both bounds, and at least one. Only sizes go through the window, not the events. */
    private static final String BATCH = """
            select o.id, o.tenant_id, o.topic, o.key, o.event_id, o.type, o.occurred_at, o.payload
            from (select id, sum(size) over (order by id) - size as before
                  from (select id, octet_length(payload) as size from outbox order by id limit $1) head) sized
            join outbox o on o.id = sized.id
            where before < $2 order by o.id
            """;

    private final Db db;
    private final EventProducer producer;
    private final Duration poll;
    private final String source;
    private final Semaphore signal = new Semaphore(0);
    private final Counter relayed;
    private final Counter failures;
    private @Nullable Thread thread;
    private volatile boolean stopping;

    OutboxRelay(
            Db db,
            EventProducer producer,
            MeterRegistry metrics,
            @ConfigProperty(name = "capsule.outbox.poll") Duration poll,
            @ConfigProperty(name = "quarkus.application.name") String source) {
        this.db = db;
        this.producer = producer;
        this.poll = poll;
        this.source = source;
        relayed = Counter.builder("capsule.outbox.relayed")
                .description("Events acknowledged by Kafka and removed from the outbox")
                .register(metrics);
        failures = Counter.builder("capsule.outbox.failures")
                .description("Batches that could not be relayed and will be tried again")
                .register(metrics);
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().daemon().name("outbox-relay").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        var current = thread;
        if (current != null) {
            current.join(Duration.ofSeconds(2));
            current.interrupt();
        }
    }

    /** There may be new rows. */
    void wake() {
        if (signal.availablePermits() == 0) {
            signal.release();
        }
    }

    private void run() {
        var backoff = Duration.ZERO;
        while (!stopping) {
            try {
                if (relayBatch() < BATCH_ROWS / 2) {
                    awaitSignal(poll);
                }
                backoff = Duration.ZERO;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (stopping) {
                    return;
                }
                failures.increment();
                backoff = next(backoff);
                LOG.warnf("the outbox waits %s ms: %s", backoff.toMillis(), e.getMessage());
                LOG.debug("relay failure", e);
                try {
                    awaitSignal(backoff);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private static Duration next(Duration backoff) {
        var doubled = backoff.isZero() ? Duration.ofMillis(100) : backoff.multipliedBy(2);
        return doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
    }

    private void awaitSignal(Duration longest) throws InterruptedException {
        if (signal.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            signal.drainPermits();
        }
    }

    /** @return the number of events relayed; 0 also while another instance relays */
    private int relayBatch() {
        return db.asSystem(tx -> {
            if (!tx.one(BEGIN, row -> Columns.bool(row, "held"), LOCK).orElse(false)) {
                return 0;
            }
            List<Stored> batch = tx.list(BATCH, OutboxRelay::stored, BATCH_ROWS, (long) BATCH_BYTES);
            if (!batch.isEmpty()) {
                producer.send(
                        batch.stream().map(row -> row.record().toKafka(source)).toList());
                remove(tx, batch);
                tx.afterCommit(() -> relayed.increment(batch.size()));
            }
            return batch.size();
        });
    }

    private static void remove(Tx tx, List<Stored> batch) {
        tx.update("delete from outbox where id = any($1)", (Object)
                batch.stream().map(Stored::id).toArray(Long[]::new));
    }

    private record Stored(long id, EventRecord record) {}

    private static Stored stored(Row row) {
        return new Stored(
                Columns.longValue(row, "id"),
                new EventRecord(
                        row.getUUID("event_id"),
                        Columns.text(row, "tenant_id"),
                        Columns.text(row, "topic"),
                        Columns.bytes(row, "key"),
                        Columns.text(row, "type"),
                        Columns.text(row, "occurred_at"),
                        Columns.bytes(row, "payload")));
    }
}
