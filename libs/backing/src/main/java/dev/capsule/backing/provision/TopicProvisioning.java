package dev.capsule.backing.provision;

import dev.capsule.backing.BackingException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates topics; those that exist stay as they are. */
public final class TopicProvisioning {
    private static final long LIMIT_SECONDS = 30;
    private static final short ONE_REPLICA = 1;

    private TopicProvisioning() {}

    public static void provision(String bootstrapServers, Collection<TopicSpec> topics) {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            var wanted = topics.stream()
                    .map(t -> new NewTopic(t.name(), t.partitions(), ONE_REPLICA).configs(t.settings()))
                    .toList();
            for (var created : admin.createTopics(wanted).values().values()) {
                try {
                    created.get(LIMIT_SECONDS, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new BackingException("cannot create Kafka topics: " + e.getMessage(), e);
                    }
                }
            }
        } catch (TimeoutException e) {
            throw new BackingException("Kafka at " + bootstrapServers + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackingException("interrupted while creating Kafka topics", e);
        }
    }
}
