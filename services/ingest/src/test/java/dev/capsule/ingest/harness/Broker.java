package dev.capsule.ingest.harness;

import dev.capsule.protocol.event.Event;
import dev.capsule.service.kafka.EventRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
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
        try (var producer = new KafkaProducer<>(config(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(EventRecord.of(event).toKafka("test")).get();
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
                    var event = EventRecord.read(record);
                    if (type.isInstance(event) && fits.test(type.cast(event))) {
                        found.add(type.cast(event));
                    }
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
