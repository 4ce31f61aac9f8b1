package dev.capsule.backing.kafka;

import dev.capsule.backing.BackingException;
import dev.capsule.backing.process.Await;
import dev.capsule.backing.process.Child;
import dev.capsule.backing.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A broker in a JVM of its own, so that it can be killed and restarted on its data. */
public final class KafkaProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(15);
    private static final List<String> JVM =
            List.of("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    private final KafkaOptions options;
    private final Path log;
    private Child child;

    private KafkaProcess(KafkaOptions options, Path log) {
        this.options = options;
        this.log = log;
        this.child = launch();
    }

    /** Formats the directory when it is new, starts the broker and waits until it takes clients. */
    public static KafkaProcess start(KafkaOptions options, Path log) {
        return new KafkaProcess(options, log);
    }

    public String bootstrapServers() {
        return options.bootstrapServers();
    }

    public synchronized long pid() {
        return child.pid();
    }

    public synchronized boolean alive() {
        return child.alive();
    }

    /** SIGKILL to the broker. */
    public synchronized void kill() {
        child.kill();
    }

    /** Starts it again on the same data and port; stops it first when it runs. */
    public synchronized void restart() {
        child.stop(STOP_GRACE);
        child = launch();
    }

    /** Stops the broker; the data stays. */
    @Override
    public synchronized void close() {
        child.stop(STOP_GRACE);
    }

    private Child launch() {
        try {
            Files.createDirectories(options.dataDirectory());
            var ready = Files.createTempFile("capsule-kafka-", ".ready");
            Files.delete(ready);
            var arguments = List.of(
                    options.dataDirectory().toAbsolutePath().toString(),
                    Integer.toString(options.port()),
                    Integer.toString(options.controllerPort()),
                    ready.toString());
            var jvm = new ArrayList<>(JVM);
            if (!options.lasting()) {
                jvm.add(FIRST_COMPILER_ONLY);
            }
            var started = Child.start(JavaCommand.ofClass("Kafka", KafkaMain.class, jvm, arguments, log));
            Await.ready(started, START_LIMIT, () -> Files.exists(ready));
            Files.delete(ready);
            return started;
        } catch (IOException e) {
            throw new BackingException("Kafka cannot use " + options.dataDirectory() + ": " + e.getMessage(), e);
        }
    }
}
