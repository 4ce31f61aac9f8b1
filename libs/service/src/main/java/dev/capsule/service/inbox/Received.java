package dev.capsule.service.inbox;

import dev.capsule.protocol.event.Event;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record and the event it holds. */
record Received(ConsumerRecord<byte[], byte[]> message, Event event) {
    static List<Event> events(List<Received> batch) {
        return batch.stream().map(Received::event).toList();
    }
}
