package dev.capsule.testing;

import dev.capsule.backing.BackingException;
import dev.capsule.backing.postgres.PostgresAdmin;
import dev.capsule.backing.provision.SuiteTopics;
import dev.capsule.backing.provision.TopicProvisioning;
import java.util.Properties;

/**
 * The PostgreSQL and the Kafka of this JVM's tests, with the suite's topics.
 *
 * <p>Where they are stands in system properties, not in a static field: Quarkus loads this class once per
 * class loader, and there must be one set of servers per JVM.
 */
public record BackingServers(PostgresAdmin postgres, String bootstrapServers) {
    private static final String PREFIX = "capsule.testing.backing.";

    /** Starts them on first use; they end with this JVM. */
    public static BackingServers shared() {
        var properties = System.getProperties();
        synchronized (properties) {
            if (properties.getProperty(PREFIX + "kafka") == null) {
                publish(start(), properties);
            }
            return new BackingServers(
                    new PostgresAdmin(
                            properties.getProperty(PREFIX + "host"),
                            Integer.parseInt(properties.getProperty(PREFIX + "port")),
                            properties.getProperty(PREFIX + "user"),
                            properties.getProperty(PREFIX + "password")),
                    properties.getProperty(PREFIX + "kafka"));
        }
    }

    private static BackingServers start() {
        var servers =
                switch (System.getProperty("capsule.backing", "artifacts")) {
                    case "artifacts" -> ArtifactServers.start();
                    case "containers" -> ContainerServers.start();
                    case String other ->
                        throw new BackingException(
                                "capsule.backing is 'artifacts' or 'containers', not '" + other + "'");
                };
        TopicProvisioning.provision(servers.bootstrapServers(), SuiteTopics.all());
        return servers;
    }

    private static void publish(BackingServers servers, Properties properties) {
        properties.setProperty(PREFIX + "host", servers.postgres().host());
        properties.setProperty(
                PREFIX + "port", Integer.toString(servers.postgres().port()));
        properties.setProperty(PREFIX + "user", servers.postgres().user());
        properties.setProperty(PREFIX + "password", servers.postgres().password());
        properties.setProperty(PREFIX + "kafka", servers.bootstrapServers());
    }
}
