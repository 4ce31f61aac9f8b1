package dev.capsule.bench.gate;

import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.EventType;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.event.ManifestRejected;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts events on Kafka and waits for the gate's answer to each. One thread. */
final class Traffic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AtomicReference<Exception> sendFailure = new AtomicReference<>();

    Traffic(String kafkaServers) {
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafkaServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        128 * 1024,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        Topics.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafkaServers), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partitions = List.of(Topics.MANIFESTS_COMMITTED, Topics.MANIFESTS_REJECTED).stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /**
     * Sends all, as fast as the answers come back, and returns when each is committed.
     *
     * @param window how many may be unanswered at a time
     * @return nanoseconds from sending to seeing the commit, in the order sent
     * @throws IllegalStateException when one is rejected, or no answer comes for a minute
     */
    long[] commitAll(List<Draft> drafts, int window) {
        var open = new HashMap<Sha256, Integer>();
        var began = new long[drafts.size()];
        var took = new long[drafts.size()];
        int sent = 0;
        int answered = 0;
        long lastAnswer = System.nanoTime();
        while (answered < drafts.size()) {
            while (sent < drafts.size() && sent - answered < window) {
                var draft = drafts.get(sent);
                open.put(draft.manifest(), sent);
                began[sent++] = System.nanoTime();
                var unused = producer.send(draft.event(), (metadata, failure) -> {
                    if (failure != null) {
                        sendFailure.set(failure);
                    }
                });
            }
            for (var record : consumer.poll(POLL)) {
                var index = open.remove(committed(record));
                if (index != null) {
                    lastAnswer = System.nanoTime();
                    took[index] = lastAnswer - began[index];
                    answered++;
                }
            }
            requireProgress(lastAnswer, drafts.size() - answered);
        }
        return took;
    }

    private void requireProgress(long lastAnswer, int missing) {
        var failure = sendFailure.get();
        if (failure != null) {
            throw new IllegalStateException("Kafka refused an event", failure);
        }
        if (System.nanoTime() - lastAnswer > PATIENCE.toNanos()) {
            throw new IllegalStateException("no answer of the gate for a minute; " + missing + " are missing");
        }
    }

    /** A rejection would be cheaper than a commit, so the first one ends the benchmark. */
    private static Sha256 committed(ConsumerRecord<byte[], byte[]> record) {
        var type = new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
        if (type.equals(EventType.MANIFEST_COMMITTED.wireName())) {
            return ((ManifestCommitted) Event.decode(EventType.MANIFEST_COMMITTED, record.value())).manifestHash();
        }
        var rejected = (ManifestRejected) Event.decode(EventType.MANIFEST_REJECTED, record.value());
        throw new IllegalStateException("the gate rejected a manifest: " + rejected.code() + " " + rejected.detail());
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        consumer.close();
    }
}
