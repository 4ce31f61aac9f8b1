package dev.capsule.ingest.process;

import dev.capsule.backing.process.Ports;
import dev.capsule.testing.BackingResource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The packaged service as a process, on the root, database and Kafka of the test. Its neighbours are those of the test: the
 * instance inside the test answers for them.
 */
final class ServiceProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final long PATIENCE_NANOS = 90_000_000_000L;

    private final Process process;
    private final int port;
    private final Path log;

    private ServiceProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    static ServiceProcess start() throws Exception {
        int port = Ports.free();
        int management = Ports.free();
        var log = Files.createTempFile("ingest", ".log");
        log.toFile().deleteOnExit();
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        for (String key : List.of(
                "quarkus.datasource.reactive.url",
                "quarkus.datasource.username",
                "quarkus.datasource.password",
                "capsule.db.owner.jdbc-url",
                "capsule.db.owner.username",
                "capsule.db.owner.password",
                "kafka.bootstrap.servers",
                "capsule.tenants")) {
            command.add("-D" + key + "=" + setting(key));
        }
        String neighbours = "http://127.0.0.1:" + setting("capsule.internal.port");
        command.addAll(List.of(
                "-Dcapsule.internal.secret=" + BackingResource.INTERNAL_SECRET,
                "-Dcapsule.internal.port=" + Ports.free(),
                "-Dcapsule.identity.internal-url=" + neighbours,
                "-Dcapsule.validation.internal-url=" + neighbours,
                "-Dcapsule.quota.internal-url=" + neighbours,
                "-Dcapsule.ingest.root="
                        + Path.of(setting("capsule.ingest.root")).toAbsolutePath(),
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + management,
                "-jar",
                JAR.toAbsolutePath().toString()));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        var service = new ServiceProcess(process, port, log);
        service.awaitReady(management);
        return service;
    }

    private static String setting(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }

    private void awaitReady(int management) throws Exception {
        var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/health/ready"))
                .build();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try (var client = HttpClient.newHttpClient()) {
            while (!isReady(client, ready)) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    close();
                    throw new AssertionError("the service does not start: " + Files.readString(log));
                }
                // nothing tells when a port opens
                Thread.sleep(100);
            }
        }
    }

    private static boolean isReady(HttpClient client, HttpRequest ready) throws InterruptedException {
        try {
            return client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    int port() {
        return port;
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM; does not wait. */
    void terminate() {
        process.destroy();
    }

    void awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the service does not end");
        }
    }

    /** Waits until its log says something. */
    void awaitLog(String words) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.readString(log).contains(words)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the service does not say '" + words + "': " + Files.readString(log));
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
