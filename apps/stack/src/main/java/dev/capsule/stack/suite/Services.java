package dev.capsule.stack.suite;

import dev.capsule.backing.provision.DatabaseProvisioning;
import dev.capsule.stack.gateway.Route;
import dev.capsule.stack.state.OperatorToken;
import dev.capsule.stack.state.Secrets;
import dev.capsule.stack.state.StateDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The services of a stack: each knows where the others are before any of them runs. */
record Services(Map<String, ServicePart> parts) {
    static Services start(StackOptions options, StateDirectory state, Secrets secrets, Backing backing) {
        var addresses = new LinkedHashMap<String, ServiceAddress>();
        options.services().forEach(spec -> addresses.put(spec.name(), ServiceAddress.onFreePorts()));
        var started = new LinkedHashMap<String, ServicePart>();
        try {
            for (var spec : options.services()) {
                var environment = environment(spec, options, state, secrets, backing, addresses);
                started.put(
                        spec.name(),
                        ServicePart.launch(
                                spec, addresses.get(spec.name()), options, environment, state.log(spec.name())));
            }
            for (var part : started.values()) {
                options.progress().step(part.name(), () -> {
                    part.awaitReady();
                    return part;
                });
            }
            return new Services(started);
        } catch (RuntimeException e) {
            new Services(started).stop();
            throw e;
        }
    }

    List<Route> routes() {
        var routes = new ArrayList<Route>();
        parts.values().forEach(part -> part.spec()
                .prefixes()
                .forEach(prefix ->
                        routes.add(new Route(prefix, part.name(), part.address().http()))));
        return routes;
    }

    /** All at once, each with its own grace period. */
    void stop() {
        var stopping = parts.values().stream()
                .map(part -> CompletableFuture.runAsync(part::stop))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(stopping).join();
    }

    private static ServiceEnvironment environment(
            ServiceSpec spec,
            StackOptions options,
            StateDirectory state,
            Secrets secrets,
            Backing backing,
            Map<String, ServiceAddress> addresses) {
        var database = DatabaseProvisioning.provision(
                backing.postgres().admin(),
                spec.name(),
                secrets.get(spec.name() + ".database.owner"),
                secrets.get(spec.name() + ".database"));
        var own = addresses.get(spec.name());
        var environment = new ServiceEnvironment()
                .put("quarkus.datasource.reactive.url", database.reactiveUrl())
                .put("quarkus.datasource.username", database.user())
                .put("quarkus.datasource.password", database.password())
                .put("capsule.db.owner.jdbc-url", database.jdbcUrl())
                .put("capsule.db.owner.username", database.owner())
                .put("capsule.db.owner.password", database.ownerPassword())
                .put("kafka.bootstrap.servers", backing.kafka().bootstrapServers())
                .put("capsule.tenants", String.join(",", options.tenants()))
                .put("capsule.internal.host", "127.0.0.1")
                .put("capsule.internal.port", own.internal())
                .put("capsule.internal.secret", secrets.get("internal"))
                .put("capsule.operator.token-sha256", OperatorToken.in(state).sha256())
                .put("capsule.ingest.root", state.path("blobs").toString())
                .put("quarkus.http.host", "127.0.0.1")
                .put("quarkus.http.port", own.http())
                .put("quarkus.management.host", "127.0.0.1")
                .put("quarkus.management.port", own.management())
                .put("quarkus.log.console.color", "false");
        spec.keys().forEach(name -> environment.put(name, secrets.key(name)));
        addresses.forEach(
                (name, address) -> environment.put("capsule." + name + ".internal-url", address.internalUrl()));
        return environment.putAll(options.settings());
    }
}
