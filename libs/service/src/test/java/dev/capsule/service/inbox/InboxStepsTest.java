package dev.capsule.service.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.SessionsRevoked;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Tx;
import dev.capsule.service.kafka.EventRecord;
import dev.capsule.service.problem.DependencyUnavailableException;
import dev.capsule.testing.BackingResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** More records than one transaction takes. */
@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class InboxStepsTest {
    private static final TenantId HOME = new TenantId("home.localhost");
    private static final int MANY = 600;

    @Inject
    Inbox inbox;

    @Inject
    MeterRegistry metrics;

    @Test
    void shouldApplyEachRecordOnceInOrder_whenTheyTakeSeveralTransactions() {
        var handler = new Counting();

        inbox.process("steps-order", records(MANY), handler);

        assertThat(handler.applied).isEqualTo(LongStream.range(0, MANY).boxed().toList());
        assertThat(handler.transactions.get()).isEqualTo(3);
    }

    @Test
    void shouldPrepareTheNextStep_whileOneIsApplied() {
        var handler = new Counting() {
            final CountDownLatch second = new CountDownLatch(2);
            boolean overlapped;

            @Override
            public List<Long> prepare(List<Event> events) {
                second.countDown();
                return super.prepare(events);
            }

            @Override
            public void apply(Tx tx, List<Event> fresh, List<Long> prepared) {
                if (transactions.get() == 0) {
                    try {
                        overlapped = second.await(5, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new DependencyUnavailableException("interrupted", e);
                    }
                }
                super.apply(tx, fresh, prepared);
            }
        };

        inbox.process("steps-overlap", records(MANY), handler);

        assertThat(handler.overlapped).isTrue();
    }

    @Test
    void shouldPrepareAnew_whenAStepIsTriedAgain() {
        var handler = new Counting() {
            @Override
            public void apply(Tx tx, List<Event> fresh, List<Long> prepared) {
                super.apply(tx, fresh, prepared);
                if (transactions.get() == 2) {
                    applied.subList(applied.size() - fresh.size(), applied.size())
                            .clear();
                    throw new DependencyUnavailableException("something");
                }
            }
        };

        inbox.process("steps-retry", records(MANY), handler);

        assertThat(handler.applied).isEqualTo(LongStream.range(0, MANY).boxed().toList());
        assertThat(handler.preparations.get()).isEqualTo(4);
    }

    @Test
    void shouldPutAsideOneRecordAlone_whenItsPreparationFails() {
        var handler = new Counting() {
            @Override
            public List<Long> prepare(List<Event> events) {
                var amounts = super.prepare(events);
                if (amounts.contains(200L)) {
                    throw new IllegalStateException("can't digest this one");
                }
                return amounts;
            }
        };

        inbox.process("steps-poison", records(MANY), handler);

        assertThat(handler.applied)
                .isEqualTo(
                        LongStream.range(0, MANY).filter(i -> i != 200).boxed().toList());
        assertThat(metrics.counter(
                                "capsule.inbox.dead.letters",
                                "consumer",
                                "steps-poison",
                                "topic",
                                Topics.IDENTITY_EVENTS)
                        .count())
                .isEqualTo(1);
    }

    private static class Counting implements BatchHandler<List<Long>> {
        final AtomicInteger preparations = new AtomicInteger();
        final AtomicInteger transactions = new AtomicInteger();
        final List<Long> applied = new ArrayList<>();

        @Override
        public List<Long> prepare(List<Event> events) {
            preparations.incrementAndGet();
            return events.stream().map(Counting::amount).toList();
        }

        @Override
        public void apply(Tx tx, List<Event> fresh, List<Long> prepared) {
            transactions.incrementAndGet();
            assertThat(prepared).isEqualTo(fresh.stream().map(Counting::amount).toList());
            applied.addAll(prepared);
        }

        private static long amount(Event event) {
            return ((SessionsRevoked) event).count();
        }
    }

    private static ConsumerRecords<byte[], byte[]> records(int count) {
        var user = UserId.generate();
        var list = LongStream.range(0, count)
                .mapToObj(i -> consumed(
                        EventRecord.of(new SessionsRevoked(EventHead.now(HOME, Clock.systemUTC()), user, i)), i))
                .toList();
        var partition = new TopicPartition(Topics.IDENTITY_EVENTS, 0);
        return new ConsumerRecords<>(Map.of(partition, list), Map.of());
    }

    private static ConsumerRecord<byte[], byte[]> consumed(EventRecord event, long offset) {
        var sent = event.toKafka("test");
        var received = new ConsumerRecord<>(sent.topic(), 0, offset, sent.key(), sent.value());
        sent.headers().forEach(received.headers()::add);
        return received;
    }
}
