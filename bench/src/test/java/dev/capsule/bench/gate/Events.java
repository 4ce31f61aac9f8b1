package dev.capsule.bench.gate;

import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.EventType;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything the topic of commits ever held. */
final class Events implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Sha256, List<EventId>> seen = new HashMap<>();

    Events(String kafkaServers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafkaServers), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(Topics.MANIFESTS_COMMITTED).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The ids of the events that announce each manifest, as often as they were sent. */
    List<List<EventId>> of(List<Draft> drafts) {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (var record : consumer.poll(Duration.ofMillis(100))) {
                var event = (ManifestCommitted) Event.decode(EventType.MANIFEST_COMMITTED, record.value());
                seen.computeIfAbsent(event.manifestHash(), hash -> new ArrayList<>())
                        .add(event.id());
            }
        }
        return drafts.stream()
                .map(draft -> List.copyOf(seen.getOrDefault(draft.manifest(), List.of())))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
