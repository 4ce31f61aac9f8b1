package dev.capsule.quota.usage;

import dev.capsule.protocol.event.Event;
import dev.capsule.service.db.Tx;
import dev.capsule.service.inbox.BatchHandler;
import dev.capsule.service.inbox.Inbox;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The events that say what is stored, and which uploads have ended. */
@ApplicationScoped
class LedgerConsumer {
    private final Inbox inbox;
    private final BatchHandler<Boolean> handler;

    LedgerConsumer(Inbox inbox, Accounting accounting) {
        this.inbox = inbox;
        handler = new BatchHandler<>() {
            @Override
            public Boolean prepare(List<Event> events) {
                return true;
            }

            @Override
            public void apply(Tx tx, List<Event> fresh, Boolean prepared) {
                accounting.apply(tx, fresh);
            }
        };
    }

    @Incoming("manifests-committed")
    @Blocking
    void committed(ConsumerRecords<byte[], byte[]> records) {
        inbox.process("usage", records, handler);
    }

    @Incoming("manifests-rejected")
    @Blocking
    void rejected(ConsumerRecords<byte[], byte[]> records) {
        inbox.process("usage", records, handler);
    }

    @Incoming("blobs-released")
    @Blocking
    void released(ConsumerRecords<byte[], byte[]> records) {
        inbox.process("usage", records, handler);
    }

    @Incoming("blobs-stored")
    @Blocking
    void stored(ConsumerRecords<byte[], byte[]> records) {
        inbox.process("usage", records, handler);
    }
}
