package dev.capsule.quota.reconcile;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.Topics;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.kafka.EventRecord;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/** {@code capsule.manifests.committed}, which keeps every record for ever; read without a consumer group. */
@ApplicationScoped
class LedgerTopic implements LedgerEvents {
    private static final Logger LOG = Logger.getLogger(LedgerTopic.class);
    private static final int BATCH = 200;
    private static final Duration POLL = Duration.ofSeconds(1);
    /** Polls without a record before Kafka counts as away. */
    private static final int PATIENCE = 20;

    private final Map<String, Object> config;

    LedgerTopic(@Identifier("default-kafka-broker") Map<String, Object> shared) {
        config = new HashMap<>(shared);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH);
    }

    @Override
    public void read(TenantId tenant, Consumer<List<Event>> batch) {
        byte[] host = tenant.host().getBytes(StandardCharsets.UTF_8);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(Topics.MANIFESTS_COMMITTED).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            int idle = 0;
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                var records = consumer.poll(POLL);
                idle = records.isEmpty() ? idle + 1 : 0;
                if (idle > PATIENCE) {
                    throw new DependencyUnavailableException("kafka (the ledger's topic does not end)");
                }
                var events = new ArrayList<Event>();
                records.forEach(one -> decode(one, host, events));
                if (!events.isEmpty()) {
                    batch.accept(List.copyOf(events));
                }
            }
        } catch (KafkaException e) {
            throw new DependencyUnavailableException("kafka", e);
        }
    }

    private static void decode(ConsumerRecord<byte[], byte[]> received, byte[] host, List<Event> into) {
        var tenant = received.headers().lastHeader("ce_tenant");
        if (tenant == null || !java.util.Arrays.equals(tenant.value(), host)) {
            return;
        }
        try {
            into.add(EventRecord.read(received));
        } catch (CborException | IllegalArgumentException e) {
            // when it first came it went to the dead letters
            LOG.warnf("%s-%d@%d can't be read: passed over", received.topic(), received.partition(), received.offset());
        }
    }
}
