package dev.capsule.stack.suite;

import dev.capsule.backing.BackingException;
import dev.capsule.backing.process.Await;
import dev.capsule.backing.process.Child;
import dev.capsule.backing.process.Command;
import dev.capsule.backing.process.JavaCommand;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A service in a JVM of its own. */
final class ServicePart implements Part {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_GRACE = Duration.ofSeconds(15);
    private static final int PROBE_MILLIS = 2_000;
    private static final int FIRST_OLD_MEGABYTES = 48;

    private final ServiceSpec spec;
    private final ServiceAddress address;
    private final Command command;
    private Child child;

    private ServicePart(ServiceSpec spec, ServiceAddress address, Command command) {
        this.spec = spec;
        this.address = address;
        this.command = command;
        this.child = Child.start(command);
    }

    /** @throws BackingException when the service has not been built */
    static Path jar(Path home, ServiceSpec spec) {
        var jar = home.resolve("services").resolve(spec.name()).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new BackingException(spec.name() + " has not been built (there is no " + jar
                    + "): run ./capsule up, which builds it, or ./mvnw -B package -DskipTests");
        }
        return jar;
    }

    /** Starts the process; {@link #awaitReady} waits for it. */
    static ServicePart launch(
            ServiceSpec spec, ServiceAddress address, StackOptions options, ServiceEnvironment environment, Path log) {
        var jvm = new ArrayList<>(List.of(
                "-Xms" + (spec.youngMegabytes() + FIRST_OLD_MEGABYTES) + "m",
                "-Xmn" + spec.youngMegabytes() + "m",
                "-Xmx" + spec.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        jvm.addAll(options.jvmOptions());
        return new ServicePart(
                spec,
                address,
                JavaCommand.ofJar(spec.name(), jar(options.home(), spec), jvm, environment.variables(), log));
    }

    synchronized void awaitReady() {
        Await.ready(child, START_LIMIT, this::isReady);
    }

    ServiceAddress address() {
        return address;
    }

    ServiceSpec spec() {
        return spec;
    }

    Path log() {
        return command.log();
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public synchronized long pid() {
        return child.pid();
    }

    @Override
    public synchronized boolean alive() {
        return child.alive();
    }

    @Override
    public synchronized void kill() {
        child.kill();
    }

    @Override
    public synchronized void restart() {
        stop();
        child = Child.start(command);
        awaitReady();
    }

    synchronized void stop() {
        child.stop(STOP_GRACE);
    }

    private boolean isReady() {
        try {
            var url = URI.create("http://127.0.0.1:" + address.management() + "/q/health/ready")
                    .toURL();
            var probe = (HttpURLConnection) url.openConnection();
            probe.setConnectTimeout(PROBE_MILLIS);
            probe.setReadTimeout(PROBE_MILLIS);
            try {
                return probe.getResponseCode() == 200;
            } finally {
                probe.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }
}
