package dev.capsule.service.outbox;

import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.service.db.Tx;
import dev.capsule.service.kafka.EventRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Events that leave when, and only when, the transaction they are appended in commits. Events of one topic and key leave
 * in the order of their commits: {@link #appendAll} holds a lock on each key until the transaction ends, because ids are
 * handed out before commits are ordered.
 */
@ApplicationScoped
public class Outbox {
    private static final String APPEND = """
            with locked as materialized (
              select count(pg_advisory_xact_lock(k)) as keys from unnest($1::bigint[]) as k
            )
            insert into outbox (tenant_id, topic, key, event_id, type, occurred_at, payload)
            select e.tenant_id, e.topic, e.key, e.event_id, e.type, e.occurred_at, e.payload
            from locked cross join unnest($2::text[], $3::text[], $4::bytea[], $5::uuid[], $6::text[], $7::text[], $8::bytea[])
              with ordinality as e(tenant_id, topic, key, event_id, type, occurred_at, payload, position)
            order by e.position
            """;

    private final OutboxRelay relay;

    Outbox(OutboxRelay relay) {
        this.relay = relay;
    }

    public void append(Tx tx, Event event) {
        appendAll(tx, List.of(event));
    }

    /** @throws IllegalArgumentException if an event is larger than Kafka takes; nothing is appended then */
    public void appendAll(Tx tx, List<? extends Event> events) {
        if (events.isEmpty()) {
            return;
        }
        var records = events.stream().map(EventRecord::of).toList();
        tx.update(
                APPEND,
                records.stream().map(Outbox::lock).distinct().sorted().toArray(Long[]::new),
                records.stream().map(EventRecord::tenant).toArray(String[]::new),
                records.stream().map(EventRecord::topic).toArray(String[]::new),
                records.stream().map(EventRecord::key).toArray(byte[][]::new),
                records.stream().map(EventRecord::id).toArray(java.util.UUID[]::new),
                records.stream().map(EventRecord::type).toArray(String[]::new),
                records.stream().map(EventRecord::time).toArray(String[]::new),
                records.stream().map(EventRecord::value).toArray(byte[][]::new));
        tx.afterCommit(relay::wake);
    }

    /** Keys that share a lock by chance only wait for each other. */
    private static long lock(EventRecord record) {
        byte[] topic = record.topic().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.wrap(Sha256.hash(topic, new byte[1], record.key()).bytes())
                .getLong();
    }
}
