package dev.capsule.testing;

import dev.capsule.backing.BackingException;
import dev.capsule.backing.kafka.KafkaOptions;
import dev.capsule.backing.kafka.KafkaProcess;
import dev.capsule.backing.postgres.Postgres;
import dev.capsule.backing.postgres.PostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The servers from their published artifacts, in child processes on a temporary directory. */
final class ArtifactServers {
    private ArtifactServers() {}

    static BackingServers start() {
        var directory = temporary();
        var starting = CompletableFuture.supplyAsync(() -> KafkaProcess.start(
                KafkaOptions.onFreePorts(directory.resolve("kafka")), directory.resolve("kafka.log")));
        var postgres = Postgres.start(new PostgresOptions(
                directory.resolve("pg"), 0, "test-admin", false, directory.resolve("postgres.log")));
        try {
            var kafka = starting.join();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(postgres, kafka, directory), "end-backing"));
            return new BackingServers(postgres.admin(), kafka.bootstrapServers());
        } catch (CompletionException e) {
            postgres.close();
            throw new BackingException("Kafka did not start: " + e.getCause().getMessage(), e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("capsule-test-");
        } catch (IOException e) {
            throw new BackingException("no temporary directory: " + e.getMessage(), e);
        }
    }

    /** The data is thrown away, so nothing needs to stop in good order. */
    private static void end(Postgres postgres, KafkaProcess kafka, Path directory) {
        kafka.kill();
        postgres.close();
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + directory + " (" + e.getMessage() + ")");
        }
    }
}
