package dev.capsule.stack.suite;

import dev.capsule.backing.BackingException;
import dev.capsule.backing.postgres.PostgresAdmin;
import dev.capsule.backing.process.Ports;
import dev.capsule.stack.gateway.GatewayServer;
import dev.capsule.stack.state.RunFile;
import dev.capsule.stack.state.RunningPart;
import dev.capsule.stack.state.Secrets;
import dev.capsule.stack.state.StateDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole suite, running on this machine: PostgreSQL, Kafka, every service in a process of its own, and the
 * gateway in this one.
 */
public final class Stack implements AutoCloseable {
    private final StackOptions options;
    private final StateDirectory state;
    private final RunFile runFile;
    private @Nullable Backing backing;
    private @Nullable Services services;
    private @Nullable GatewayServer gateway;

    private Stack(StackOptions options, StateDirectory state) {
        this.options = options;
        this.state = state;
        this.runFile = RunFile.in(state);
    }

    /**
     * Starts everything; when something does not start, stops what has and throws.
     *
     * @throws BackingException with one sentence for a person
     */
    public static Stack start(StackOptions options) {
        int port = options.port() == 0 ? Ports.free() : options.port();
        if (!Ports.isFree(port)) {
            throw new BackingException("port " + port + " on 127.0.0.1 is in use by another program:"
                    + " stop that program, or choose another port with --port");
        }
        options.services().forEach(spec -> ServicePart.jar(options.home(), spec));
        var stack = new Stack(options, StateDirectory.open(options.state(), options.fresh()));
        try {
            stack.run(port);
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** {@code http://127.0.0.1:<port>}. Requests name their tenant in the Host header. */
    public String gatewayUrl() {
        return running(gateway).url();
    }

    /** A service by its name, such as {@code ingest}. */
    public Part service(String name) {
        return Optional.<Part>ofNullable(running(services).parts().get(name))
                .orElseThrow(() -> new IllegalArgumentException("no service of this stack: " + name));
    }

    public Part postgres() {
        return running(backing).postgresPart();
    }

    /** How to look into the tables themselves. */
    public PostgresAdmin postgresAdmin() {
        return running(backing).postgres().admin();
    }

    public Part kafka() {
        return running(backing).kafkaPart();
    }

    /** Where its Kafka is, {@code host:port}. */
    public String kafkaServers() {
        return running(backing).kafka().bootstrapServers();
    }

    /** URL of a service's internal port, which no route of the gateway leads to. */
    public String internalUrl(String service) {
        var part = running(services).parts().get(service);
        if (part == null) {
            throw new IllegalArgumentException("no service of this stack: " + service);
        }
        return part.address().internalUrl();
    }

    /** Where the logs, the blobs and the rest are. */
    public StateDirectory state() {
        return state;
    }

    /** URL of a service's own port, for measuring it without the gateway. */
    public String serviceUrl(String service) {
        return "http://127.0.0.1:" + address(service).http();
    }

    /** URL of a service's management port, which no route of the gateway leads to. */
    public String managementUrl(String service) {
        return "http://127.0.0.1:" + address(service).management();
    }

    private ServiceAddress address(String service) {
        var part = running(services).parts().get(service);
        if (part == null) {
            throw new IllegalArgumentException("no service of this stack: " + service);
        }
        return part.address();
    }

    /** Starts again, once, every process that has ended by itself; says so. To be called now and then. */
    public synchronized void repair() {
        if (gateway == null) {
            return;
        }
        var parts = new ArrayList<Part>(List.of(postgres(), kafka()));
        parts.addAll(running(services).parts().values());
        for (var part : parts) {
            if (!part.alive()) {
                options.progress()
                        .say(part.name() + " has ended: see " + state.log(part.name()) + "; starting it again");
                part.restart();
                recordRun(gatewayUrl());
            }
        }
    }

    /** Stops everything in order: no new requests, services, then what they stand on. The state stays. */
    @Override
    public synchronized void close() {
        if (gateway != null) {
            gateway.close();
            gateway = null;
        }
        if (services != null) {
            services.stop();
            services = null;
        }
        if (backing != null) {
            backing.close();
            backing = null;
            runFile.clear();
        }
        state.close();
    }

    private synchronized void run(int port) {
        options.progress().logsIn(state.path("logs"));
        runFile.awaitLeftovers();
        var secrets = Secrets.in(state);
        var started = Backing.start(state, secrets, options.durable(), options.progress());
        backing = started;
        state.markComplete();
        recordRun("");
        services = Services.start(options, state, secrets, started);
        var open = GatewayServer.start(port, services.routes());
        gateway = open;
        recordRun(open.url());
    }

    private void recordRun(String url) {
        var parts = new ArrayList<RunningPart>();
        var servers = running(backing);
        var admin = servers.postgres().admin();
        parts.add(new RunningPart(
                "postgres", servers.postgres().pid(), admin.host() + ":" + admin.port(), state.log("postgres")));
        parts.add(new RunningPart(
                "kafka", servers.kafka().pid(), servers.kafka().bootstrapServers(), state.log("kafka")));
        if (services != null) {
            services.parts()
                    .values()
                    .forEach(part -> parts.add(new RunningPart(
                            part.name(),
                            part.pid(),
                            "http://127.0.0.1:" + part.address().http(),
                            part.log())));
        }
        runFile.write(url, parts);
    }

    private static <T> T running(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the stack does not run");
        }
        return part;
    }
}
