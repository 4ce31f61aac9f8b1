package dev.capsule.backing.provision;

import java.util.Map;

/**
 * A topic to create.
 *
 * @param partitions at least 1
 * @param settings topic settings, such as {@code retention.ms}
 */
public record TopicSpec(String name, int partitions, Map<String, String> settings) {
    public TopicSpec {
        settings = Map.copyOf(settings);
        if (partitions < 1) {
            throw new IllegalArgumentException("a topic has at least one partition");
        }
    }

    /** A topic of facts: never compacted, never aged away. */
    public static TopicSpec kept(String name, int partitions) {
        return new TopicSpec(name, partitions, Map.of("cleanup.policy", "delete", "retention.ms", "-1"));
    }
}
