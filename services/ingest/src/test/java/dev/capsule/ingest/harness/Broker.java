package dev.capsule.ingest.harness;

import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.Topics;
import dev.capsule.service.kafka.EventRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** The Kafka of the test, from outside the service. */
public final class Broker {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Broker() {}

    /** Sends as another service would, and waits for the acknowledgement. */
    public static void send(Event event) {
        send(EventRecord.of(event).toKafka("test"));
    }

    public static void send(ProducerRecord<byte[], byte[]> message) {
        try (var producer = new KafkaProducer<>(config(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(message).get();
        } catch (Exception e) {
            throw new AssertionError("Kafka did not take the event", e);
        }
    }

    /** The first event of a type on its topic that fits; waits for it. */
    public static <E extends Event> Optional<E> await(String topic, Class<E> type, Predicate<E> fits) {
        return read(topic, type, fits, PATIENCE).stream().findFirst();
    }

    /** Every event of a type on its topic that fits; returns when one is there and the end is reached, or time is up. */
    public static <E extends Event> List<E> read(String topic, Class<E> type, Predicate<E> fits, Duration patience) {
        return records(
                topic,
                message -> {
                    var event = EventRecord.read(message);
                    return type.isInstance(event) && fits.test(type.cast(event))
                            ? Optional.of(type.cast(event))
                            : Optional.empty();
                },
                patience);
    }

    /** Why a message with this value was put aside; waits for it. */
    public static String awaitDeadLetter(String topic, byte[] value) {
        return records(
                        topic + Topics.DEAD_LETTERS,
                        message -> Arrays.equals(message.value(), value)
                                ? Optional.of(new String(
                                        message.headers()
                                                .lastHeader("capsule_dlq_reason")
                                                .value(),
                                        StandardCharsets.UTF_8))
                                : Optional.empty(),
                        PATIENCE)
                .stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no dead letter"));
    }

    private static <E> List<E> records(
            String topic, Function<ConsumerRecord<byte[], byte[]>, Optional<E>> fits, Duration patience) {
        var found = new ArrayList<E>();
        try (var consumer = new KafkaConsumer<>(config(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < deadline) {
                var records = consumer.poll(Duration.ofMillis(200));
                for (var record : records) {
                    fits.apply(record).ifPresent(found::add);
                }
                if (!found.isEmpty() && records.isEmpty()) {
                    return found;
                }
            }
        }
        return found;
    }

    private static Map<String, Object> config() {
        var config = new HashMap<String, Object>();
        config.put("bootstrap.servers", ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
        config.put("group.id", "test-" + UUID.randomUUID());
        config.put("enable.auto.commit", false);
        return config;
    }
}
