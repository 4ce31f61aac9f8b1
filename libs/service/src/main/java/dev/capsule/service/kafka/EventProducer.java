package dev.capsule.service.kafka;

import dev.capsule.service.problem.DependencyUnavailableException;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches and waits for every acknowledgement. Idempotent, so a partition never holds a record of a batch without
 * the ones before it. The producer's own delivery timeout lies far beyond ours: it never drops one record to go on with
 * the next. When a batch fails, the producer is thrown away with all it had queued.
 */
@ApplicationScoped
public class EventProducer {
    private static final Logger LOG = Logger.getLogger(EventProducer.class);
    /** Milliseconds; twenty times the longest wait below. */
    private static final int DELIVERY_TIMEOUT = 600_000;

    private final Map<String, Object> config;
    private final Duration timeout;
    private @Nullable Producer<byte[], byte[]> producer;

    EventProducer(
            @Identifier("default-kafka-broker") Map<String, Object> shared,
            @ConfigProperty(name = "capsule.kafka.send-timeout") Duration timeout) {
        this.timeout = timeout;
        config = new HashMap<>(shared);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaLimits.MAX_REQUEST_BYTES);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) KafkaLimits.BUFFER_BYTES);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, KafkaLimits.BATCH_BYTES);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    }

    /**
     * Sends the records in order and returns when all are acknowledged by all in-sync replicas.
     *
     * @throws DependencyUnavailableException if that did not happen within {@code capsule.kafka.send-timeout}; some of
     *     the records may be in Kafka then
     */
    public synchronized void send(List<ProducerRecord<byte[], byte[]>> records) {
        try {
            var acknowledgements = new ArrayList<Future<RecordMetadata>>(records.size());
            var current = producer();
            for (var record : records) {
                acknowledgements.add(current.send(record));
            }
            long deadline = System.nanoTime() + timeout.toNanos();
            for (var acknowledgement : acknowledgements) {
                acknowledgement.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            discard();
            throw new DependencyUnavailableException("kafka", e);
        } catch (InterruptedException e) {
            discard();
            Thread.currentThread().interrupt();
            throw new DependencyUnavailableException("kafka (interrupted)", e);
        }
    }

    private Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @PreDestroy
    synchronized void discard() {
        if (producer != null) {
            try {
                producer.close(Duration.ZERO);
            } catch (KafkaException e) {
                LOG.debugf("closing the producer: %s", e.getMessage());
            }
            producer = null;
        }
    }
}
