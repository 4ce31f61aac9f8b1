package dev.capsule.service.inbox;

import dev.capsule.protocol.event.Topics;
import dev.capsule.service.kafka.EventProducer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/** Puts aside what can't be handled: same key, value and headers, and why, on {@code <topic>.dlq}. */
@ApplicationScoped
class DeadLetters {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final int MAX_REASON = 256;

    private final EventProducer producer;
    private final MeterRegistry metrics;

    DeadLetters(EventProducer producer, MeterRegistry metrics) {
        this.producer = producer;
        this.metrics = metrics;
    }

    /**
     * @param reason a code or class of failure, never data of the message
     * @throws dev.capsule.service.problem.DependencyUnavailableException while Kafka does not take it
     */
    void put(String consumer, ConsumerRecord<byte[], byte[]> message, String reason) {
        var letter = new ProducerRecord<>(message.topic() + Topics.DEAD_LETTERS, message.key(), message.value());
        message.headers().forEach(letter.headers()::add);
        String bounded = reason.substring(0, Math.min(MAX_REASON, reason.length()));
        header(letter, "capsule_dlq_reason", bounded);
        header(letter, "capsule_dlq_consumer", consumer);
        header(letter, "capsule_dlq_topic", message.topic());
        header(letter, "capsule_dlq_partition", Integer.toString(message.partition()));
        header(letter, "capsule_dlq_offset", Long.toString(message.offset()));
        producer.send(List.of(letter));
        metrics.counter("capsule.inbox.dead.letters", "consumer", consumer, "topic", message.topic())
                .increment();
        LOG.errorf(
                "%s put a message aside: %s-%d@%d, %s",
                consumer, message.topic(), message.partition(), message.offset(), bounded);
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
