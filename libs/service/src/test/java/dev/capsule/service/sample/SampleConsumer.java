package dev.capsule.service.sample;

import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.SessionsRevoked;
import dev.capsule.service.db.Tx;
import dev.capsule.service.inbox.BatchHandler;
import dev.capsule.service.inbox.Inbox;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Writes one row per event; some amounts are bad luck. */
@ApplicationScoped
public class SampleConsumer {
    public static final long BROKEN = 666;
    public static final long UNLUCKY = 667;
    public static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

    private final Inbox inbox;

    SampleConsumer(Inbox inbox) {
        this.inbox = inbox;
    }

    @Incoming("identity-events")
    @Blocking
    public void on(ConsumerRecords<byte[], byte[]> records) {
        inbox.process("sample", records, new Handler());
    }

    private static final class Handler implements BatchHandler<Integer> {
        @Override
        public Integer prepare(List<Event> events) {
            return events.size();
        }

        @Override
        public void apply(Tx tx, List<Event> fresh, Integer prepared) {
            for (var event : fresh) {
                if (event instanceof SessionsRevoked revoked) {
                    tx.update(
                            "insert into sample_effect (tenant_id, user_id, amount) values ($1, $2, $3)",
                            revoked.tenant(),
                            revoked.user(),
                            revoked.count());
                    if (revoked.count() == BROKEN) {
                        throw new IllegalStateException("can't digest this one");
                    }
                    if (revoked.count() == UNLUCKY && FAILURES_LEFT.getAndDecrement() > 0) {
                        throw new DependencyUnavailableException("something");
                    }
                }
            }
        }
    }
}
