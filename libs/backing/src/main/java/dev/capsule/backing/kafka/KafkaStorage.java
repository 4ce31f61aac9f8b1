package dev.capsule.backing.kafka;

import dev.capsule.backing.BackingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** Formats a new log directory, as {@code kafka-storage.sh format} does. */
final class KafkaStorage {
    private KafkaStorage() {}

    static void formatWhenNew(KafkaOptions options) {
        var directory = options.dataDirectory();
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        var said = new ByteArrayOutputStream();
        try {
            Files.createDirectories(directory);
            var config = Files.createTempFile("capsule-kafka-", ".properties");
            try {
                try (var out = Files.newOutputStream(config)) {
                    options.properties().store(out, null);
                }
                var arguments = new String[] {
                    "format",
                    "--config",
                    config.toString(),
                    "--cluster-id",
                    Uuid.randomUuid().toString()
                };
                int code = StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8));
                if (code != 0) {
                    throw new BackingException(
                            "Kafka could not format " + directory + ": " + said.toString(StandardCharsets.UTF_8));
                }
            } finally {
                Files.delete(config);
            }
        } catch (IOException e) {
            throw new BackingException("Kafka cannot use " + directory + ": " + e.getMessage(), e);
        }
    }
}
