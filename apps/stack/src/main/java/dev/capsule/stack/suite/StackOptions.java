package dev.capsule.stack.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to run the suite.
 *
 * @param home the checkout, in which the built services are found
 * @param state the state directory
 * @param port of the gateway on 127.0.0.1, 0 for a free one
 * @param fresh wipe the state directory first
 * @param durable false turns PostgreSQL's fsync off, for throw-away stacks
 * @param tenants hosts served
 * @param jvmOptions further options for the JVM of every service
 * @param settings further configuration for every service, such as {@code capsule.upload.ttl}
 * @param services which services to run
 * @param progress told what happens
 */
public record StackOptions(
        Path home,
        Path state,
        int port,
        boolean fresh,
        boolean durable,
        List<String> tenants,
        List<String> jvmOptions,
        Map<String, String> settings,
        List<ServiceSpec> services,
        Progress progress) {
    /** Port of the gateway unless said otherwise. */
    public static final int DEFAULT_PORT = 8080;

    public StackOptions {
        tenants = List.copyOf(tenants);
        jvmOptions = List.copyOf(jvmOptions);
        settings = Map.copyOf(settings);
        services = List.copyOf(services);
    }

    /** The whole suite, durable, in {@code <home>/.capsule}, on port 8080. */
    public static StackOptions in(Path home) {
        return new StackOptions(
                home,
                home.resolve(".capsule"),
                DEFAULT_PORT,
                false,
                true,
                List.of("home.localhost", "other.localhost"),
                List.of(),
                Map.of(),
                ServiceSpec.SUITE,
                Progress.SILENT);
    }

    /** A throw-away stack on a free port: for tests and the demo. */
    public static StackOptions throwAway(Path home, Path state) {
        return in(home).withState(state).withPort(0).withDurable(false);
    }

    public StackOptions withState(Path directory) {
        return new StackOptions(
                home, directory, port, fresh, durable, tenants, jvmOptions, settings, services, progress);
    }

    public StackOptions withPort(int gatewayPort) {
        return new StackOptions(
                home, state, gatewayPort, fresh, durable, tenants, jvmOptions, settings, services, progress);
    }

    public StackOptions withFresh(boolean wipe) {
        return new StackOptions(home, state, port, wipe, durable, tenants, jvmOptions, settings, services, progress);
    }

    public StackOptions withDurable(boolean sync) {
        return new StackOptions(home, state, port, fresh, sync, tenants, jvmOptions, settings, services, progress);
    }

    public StackOptions withTenants(List<String> hosts) {
        return new StackOptions(home, state, port, fresh, durable, hosts, jvmOptions, settings, services, progress);
    }

    public StackOptions withJvmOptions(List<String> options) {
        return new StackOptions(home, state, port, fresh, durable, tenants, options, settings, services, progress);
    }

    public StackOptions withSettings(Map<String, String> more) {
        return new StackOptions(home, state, port, fresh, durable, tenants, jvmOptions, more, services, progress);
    }

    public StackOptions withServices(List<ServiceSpec> some) {
        return new StackOptions(home, state, port, fresh, durable, tenants, jvmOptions, settings, some, progress);
    }

    public StackOptions withProgress(Progress listener) {
        return new StackOptions(home, state, port, fresh, durable, tenants, jvmOptions, settings, services, listener);
    }
}
