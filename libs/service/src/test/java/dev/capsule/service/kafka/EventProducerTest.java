package dev.capsule.service.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.service.problem.DependencyUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventProducerTest {

    @Test
    @Timeout(20)
    void shouldGiveUpInTime_whenKafkaIsAway() {
        var producer = new EventProducer(Map.of("bootstrap.servers", "127.0.0.1:1"), Duration.ofSeconds(1));
        var message = new ProducerRecord<>("capsule.identity.events", new byte[1], new byte[1]);

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> producer.send(List.of(message, message)))
                    .isInstanceOf(DependencyUnavailableException.class)
                    .hasMessageContaining("kafka");
        }
    }
}
