package dev.capsule.backing.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.backing.provision.TopicProvisioning;
import dev.capsule.backing.provision.TopicSpec;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
    @TempDir
    private Path directory;

    @Test
    void shouldCarryMessagesUpToTheirBound_whenRunningInThisJvm() throws Exception {
        try (var broker = KafkaBroker.start(KafkaOptions.onFreePorts(directory.resolve("kafka")))) {
            // given: the same topic asked for twice
            var topics = List.of(TopicSpec.kept("facts", 4));
            TopicProvisioning.provision(broker.bootstrapServers(), topics);
            TopicProvisioning.provision(broker.bootstrapServers(), topics);
            var messages = new Messages(broker.bootstrapServers(), "facts");
            byte[] large = new byte[2 * 1024 * 1024 - 1024];

            // when
            messages.send(large);

            // then
            assertThat(messages.read("group", 1)).containsExactly(large);
            assertThatThrownBy(() -> messages.send(new byte[KafkaOptions.MAX_MESSAGE_BYTES + 1]))
                    .hasCauseInstanceOf(RecordTooLargeException.class);
        }
    }
}
