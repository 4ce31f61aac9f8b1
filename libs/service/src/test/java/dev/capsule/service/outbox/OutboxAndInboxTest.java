package dev.capsule.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.SessionsRevoked;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Db;
import dev.capsule.service.kafka.EventProducer;
import dev.capsule.service.kafka.EventRecord;
import dev.capsule.service.sample.SampleConsumer;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class OutboxAndInboxTest {
    private static final TenantId HOME = new TenantId("home.localhost");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String NEXT = """
            update sample_effect set amount = amount + 1
            where user_id = $1 and seen = (select min(seen) from sample_effect where user_id = $1) returning amount
            """;

    @Inject
    Db db;

    @Inject
    Outbox outbox;

    @Inject
    EventProducer producer;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @Test
    void shouldHandleEveryEventOnceAndInOrder_whenManyAreAppended() {
        var user = UserId.generate();

        for (long i = 0; i < 50; i++) {
            long amount = i;
            db.inTenant(HOME, tx -> {
                outbox.append(tx, revoked(user, amount));
                return true;
            });
        }

        await().atMost(PATIENCE).until(() -> amounts(user).size() == 50);
        assertThat(amounts(user)).isEqualTo(LongStream.range(0, 50).boxed().toList());
        await().atMost(PATIENCE).until(() -> waiting() == 0);
    }

    @Test
    void shouldKeepTheOrderOfCommits_whenTransactionsOfOneKeyOverlap() throws Exception {
        var user = UserId.generate();
        db.inTenant(
                HOME,
                tx -> tx.update(
                        "insert into sample_effect (tenant_id, user_id, amount) values ($1, $2, -1)", HOME, user));

        // each takes the next number when it commits: the outbox must agree with the numbers
        Callable<Boolean> increment = () -> db.inTenant(HOME, tx -> {
            outbox.append(tx, revoked(user, 1000));
            outbox.append(
                    tx, revoked(user, tx.one(NEXT, row -> row.getLong(0), user).orElseThrow()));
            return true;
        });
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : executor.invokeAll(Collections.nCopies(20, increment))) {
                assertThat(done.get()).isTrue();
            }
        }

        await().atMost(PATIENCE).until(() -> amounts(user).size() == 41);
        assertThat(amounts(user).stream()
                        .skip(1)
                        .filter(amount -> amount != 1000)
                        .toList())
                .isEqualTo(LongStream.range(0, 20).boxed().toList());
    }

    @Test
    void shouldSendNothing_whenTheTransactionRollsBack() {
        var user = UserId.generate();

        assertThatThrownBy(() -> db.inTenant(HOME, tx -> {
                    outbox.append(tx, revoked(user, 1));
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        db.inTenant(HOME, tx -> {
            outbox.append(tx, revoked(user, 2));
            return true;
        });

        await().atMost(PATIENCE).until(() -> !amounts(user).isEmpty());
        assertThat(amounts(user)).containsExactly(2L);
    }

    @Test
    void shouldHaveOneEffect_whenAnEventArrivesTwice() {
        var user = UserId.generate();
        var twice = EventRecord.of(revoked(user, 7)).toKafka("test");
        var last = EventRecord.of(revoked(user, 8)).toKafka("test");

        producer.send(List.of(twice));
        producer.send(List.of(twice, twice, last));

        await().atMost(PATIENCE).until(() -> amounts(user).contains(8L));
        assertThat(amounts(user)).containsExactly(7L, 8L);
    }

    @Test
    void shouldPutASickEventAside_andHandleItsNeighbours() {
        var user = UserId.generate();
        var sick = revoked(user, SampleConsumer.BROKEN);

        producer.send(List.of(
                EventRecord.of(revoked(user, 1)).toKafka("test"),
                EventRecord.of(sick).toKafka("test"),
                EventRecord.of(revoked(user, 2)).toKafka("test")));

        await().atMost(PATIENCE).until(() -> amounts(user).contains(2L));
        assertThat(amounts(user)).containsExactly(1L, 2L);
        var letter = deadLetter(sick.id().toString());
        assertThat(header(letter, "capsule_dlq_reason")).isEqualTo("java.lang.IllegalStateException");
        assertThat(header(letter, "capsule_dlq_topic")).isEqualTo(Topics.IDENTITY_EVENTS);
        assertThat(letter.value()).isEqualTo(sick.encode());
    }

    @Test
    void shouldPutGarbageAside_andHandleItsNeighbours() {
        var user = UserId.generate();
        var good = EventRecord.of(revoked(user, 3)).toKafka("test");
        var garbage = new ProducerRecord<>(Topics.IDENTITY_EVENTS, good.key(), new byte[] {(byte) 0xff, 1});
        garbage.headers().add("ce_type", good.headers().lastHeader("ce_type").value());
        garbage.headers().add("ce_id", user.toString().getBytes(StandardCharsets.UTF_8));
        var untyped = new ProducerRecord<>(Topics.IDENTITY_EVENTS, good.key(), good.value());
        var tombstone = new ProducerRecord<byte[], byte[]>(Topics.IDENTITY_EVENTS, good.key(), null);

        producer.send(List.of(garbage, untyped, tombstone, good));

        await().atMost(PATIENCE).until(() -> amounts(user).contains(3L));
        assertThat(header(deadLetter(user.toString()), "capsule_dlq_reason")).startsWith("undecodable");
    }

    @Test
    void shouldTryAgainUntilItWorks_whenTheInfrastructureFails() {
        var user = UserId.generate();
        SampleConsumer.FAILURES_LEFT.set(3);

        producer.send(
                List.of(EventRecord.of(revoked(user, SampleConsumer.UNLUCKY)).toKafka("test")));

        await().atMost(PATIENCE).until(() -> amounts(user).size() == 1);
        assertThat(SampleConsumer.FAILURES_LEFT.get()).isNegative();
    }

    private static SessionsRevoked revoked(UserId user, long amount) {
        return new SessionsRevoked(EventHead.now(HOME, Clock.systemUTC()), user, amount);
    }

    private List<Long> amounts(UserId user) {
        return db.asSystem(tx -> tx.list(
                "select amount from sample_effect where user_id = $1 order by seen", row -> row.getLong(0), user));
    }

    private long waiting() {
        return db.asSystem(tx -> tx.one("select count(*) from outbox", row -> row.getLong(0)))
                .orElseThrow();
    }

    private ConsumerRecord<byte[], byte[]> deadLetter(String eventId) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("group.id", "test-" + eventId);
        config.put("auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.IDENTITY_EVENTS + Topics.DEAD_LETTERS));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                for (var letter : consumer.poll(Duration.ofMillis(500))) {
                    if (eventId.equals(header(letter, "ce_id"))) {
                        return letter;
                    }
                }
            }
        }
        throw new AssertionError("no dead letter for " + eventId);
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        var header = message.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
