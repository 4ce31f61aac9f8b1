package dev.capsule.backing.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.backing.provision.TopicProvisioning;
import dev.capsule.backing.provision.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaProcessTest {
    @TempDir
    private Path directory;

    @Test
    void shouldKeepAcknowledgedMessages_whenKilledAndRestarted() throws Exception {
        var options = KafkaOptions.onFreePorts(directory.resolve("kafka"));
        try (var kafka = KafkaProcess.start(options, directory.resolve("kafka.log"))) {
            // given
            TopicProvisioning.provision(kafka.bootstrapServers(), List.of(TopicSpec.kept("facts", 1)));
            var messages = new Messages(kafka.bootstrapServers(), "facts");
            messages.send("before".getBytes(StandardCharsets.UTF_8));

            // when
            kafka.kill();
            assertThat(kafka.alive()).isFalse();
            kafka.restart();
            messages.send("after".getBytes(StandardCharsets.UTF_8));

            // then
            assertThat(messages.read("group", 2))
                    .extracting(value -> new String(value, StandardCharsets.UTF_8))
                    .containsExactly("before", "after");
        }
    }
}
