package dev.capsule.validation.bundle;

import dev.capsule.service.inbox.Inbox;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Takes batches of {@code capsule.blobs.stored}; the offsets are committed after the batch is. */
@ApplicationScoped
class BlobsStoredConsumer {
    private final Inbox inbox;
    private final Bundles bundles;

    BlobsStoredConsumer(Inbox inbox, Bundles bundles) {
        this.inbox = inbox;
        this.bundles = bundles;
    }

    @Incoming("blobs-stored")
    @Blocking
    void onStored(ConsumerRecords<byte[], byte[]> records) {
        inbox.process("gate", records, bundles);
    }
}
