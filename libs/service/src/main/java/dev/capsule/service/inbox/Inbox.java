package dev.capsule.service.inbox;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.kafka.EventRecord;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

/**
 * Handles batches of records in steps, in order: at least once on the wire, once in effect. Returns only when every
 * record of the batch is handled or put aside, so the caller may commit the offsets; keeps trying through infrastructure
 * failures, so that a broken database never costs an event.
 */
@ApplicationScoped
public class Inbox {
    private static final Logger LOG = Logger.getLogger(Inbox.class);
    /** Records of one transaction: while it runs, the next ones are prepared. */
    private static final int STEP = 256;

    private static final String REMEMBER = """
            insert into inbox (consumer, event_id, tenant_id)
            select $1, e.id, e.tenant from unnest($2::uuid[], $3::text[]) as e(id, tenant)
            on conflict do nothing returning event_id
            """;

    private final Db db;
    private final DeadLetters deadLetters;
    private final MeterRegistry metrics;

    Inbox(Db db, DeadLetters deadLetters, MeterRegistry metrics) {
        this.db = db;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    /**
     * Blocking; call it on a worker or virtual thread.
     *
     * @param consumer stable name under which handled events are remembered, unique in the service
     * @throws DependencyUnavailableException only when the thread is interrupted (the service stops)
     */
    public <P> void process(String consumer, ConsumerRecords<byte[], byte[]> records, BatchHandler<P> handler) {
        var received = new ArrayList<Received>(records.count());
        for (var message : records) {
            decode(consumer, message, received);
        }
        var steps = steps(received);
        var ahead = steps.isEmpty() ? null : Ahead.prepare(handler, steps.getFirst());
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            var prepared = Objects.requireNonNull(ahead);
            ahead = i + 1 < steps.size() ? Ahead.prepare(handler, steps.get(i + 1)) : null;
            Retry.untilDone(consumer, () -> handle(consumer, step, handler, prepared));
        }
    }

    private static List<List<Received>> steps(List<Received> received) {
        return IntStream.iterate(0, from -> from < received.size(), from -> from + STEP)
                .mapToObj(from -> received.subList(from, Math.min(received.size(), from + STEP)))
                .toList();
    }

    private void decode(String consumer, ConsumerRecord<byte[], byte[]> message, List<Received> into) {
        try {
            into.add(new Received(message, EventRecord.read(message)));
        } catch (CborException | IllegalArgumentException e) {
            Retry.untilDone(consumer, () -> deadLetters.put(consumer, message, "undecodable: " + e.getMessage()));
        }
    }

    /** Handles the batch as one; if that fails for a reason of its own, each half, down to the record that fails. */
    private <P> void handle(String consumer, List<Received> batch, BatchHandler<P> handler, Supplier<P> prepared) {
        try {
            apply(consumer, batch, handler, prepared.get());
        } catch (RuntimeException e) {
            if (DependencyUnavailableException.isCauseOf(e)) {
                throw e;
            }
            if (batch.size() > 1) {
                int middle = batch.size() / 2;
                handleNow(consumer, batch.subList(0, middle), handler);
                handleNow(consumer, batch.subList(middle, batch.size()), handler);
            } else {
                LOG.errorf(e, "%s can't handle an event", consumer);
                deadLetters.put(consumer, batch.getFirst().message(), reason(e));
            }
        }
    }

    private <P> void handleNow(String consumer, List<Received> batch, BatchHandler<P> handler) {
        handle(consumer, batch, handler, () -> handler.prepare(Received.events(batch)));
    }

    private static String reason(RuntimeException failure) {
        return failure instanceof RefusalException refusal
                ? refusal.code().name()
                : failure.getClass().getName();
    }

    private <P> void apply(String consumer, List<Received> batch, BatchHandler<P> handler, P prepared) {
        var events = Received.events(batch);
        int handled = db.asSystem(tx -> {
            var fresh = remember(tx, consumer, events);
            if (!fresh.isEmpty()) {
                handler.apply(tx, fresh, prepared);
            }
            return fresh.size();
        });
        metrics.counter("capsule.inbox.handled", "consumer", consumer).increment(handled);
        metrics.counter("capsule.inbox.duplicates", "consumer", consumer).increment(events.size() - handled);
    }

    /** Waits for a concurrent transaction that handles the same event (after a rebalance) and then sees its row. */
    private static List<Event> remember(Tx tx, String consumer, List<Event> events) {
        var fresh = new HashSet<>(tx.list(
                REMEMBER,
                row -> Columns.id(row, "event_id", EventId::new),
                consumer,
                events.stream().map(Event::id).toArray(EventId[]::new),
                events.stream().map(Event::tenant).toArray(TenantId[]::new)));
        return events.stream().filter(event -> fresh.remove(event.id())).toList();
    }
}
