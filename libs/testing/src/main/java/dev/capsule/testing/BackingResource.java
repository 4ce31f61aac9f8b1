package dev.capsule.testing;

import dev.capsule.backing.postgres.PostgresAdmin;
import dev.capsule.backing.process.Ports;
import dev.capsule.backing.provision.DatabaseProvisioning;
import dev.capsule.backing.provision.ServiceDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} a real PostgreSQL, a real Kafka and the configuration a service expects.
 *
 * <pre>{@code
 * @QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "ingest"))
 * }</pre>
 *
 * <p>The servers start with the first resource of this JVM and end with the JVM; further resources share
 * them. The database keeps what earlier tests wrote: tests use ids of their own.
 */
public final class BackingResource implements QuarkusTestResourceLifecycleManager {
    /** Tenants of every test: their hosts. */
    public static final String TENANTS = "home.localhost,other.localhost";

    /** The service credential of every test. */
    public static final String INTERNAL_SECRET = "test-internal-secret";

    private String service = "";

    @Override
    public void init(Map<String, String> initArgs) {
        service = initArgs.getOrDefault("service", "");
        if (service.isEmpty()) {
            throw new IllegalArgumentException("BackingResource needs the init argument 'service'");
        }
    }

    @Override
    public Map<String, String> start() {
        var servers = BackingServers.shared();
        var database = DatabaseProvisioning.provision(servers.postgres(), service, "test-owner", "test-service");
        return configuration(servers, database);
    }

    /** Nothing: the servers live as long as the JVM, for the next test class. */
    @Override
    public void stop() {}

    private static Map<String, String> configuration(BackingServers servers, ServiceDatabase database) {
        var config = new HashMap<String, String>();
        config.put("quarkus.datasource.reactive.url", database.reactiveUrl());
        config.put("quarkus.datasource.username", database.user());
        config.put("quarkus.datasource.password", database.password());
        config.put("capsule.db.owner.jdbc-url", database.jdbcUrl());
        config.put("capsule.db.owner.username", database.owner());
        config.put("capsule.db.owner.password", database.ownerPassword());
        config.put("kafka.bootstrap.servers", servers.bootstrapServers());
        config.put("capsule.tenants", TENANTS);
        config.put("capsule.internal.port", Integer.toString(Ports.free()));
        config.put("capsule.internal.secret", INTERNAL_SECRET);
        config.put("quarkus.http.host", "127.0.0.1");
        config.put("quarkus.http.test-port", "0");
        config.put("quarkus.management.host", "127.0.0.1");
        config.put("quarkus.management.test-port", "0");
        // the administrator's way in, for tests that must look at or break the database
        PostgresAdmin admin = servers.postgres();
        config.put("capsule.test.admin.jdbc-url", admin.jdbcUrl("capsule_" + database.service()));
        config.put("capsule.test.admin.username", admin.user());
        config.put("capsule.test.admin.password", admin.password());
        return Map.copyOf(config);
    }
}
