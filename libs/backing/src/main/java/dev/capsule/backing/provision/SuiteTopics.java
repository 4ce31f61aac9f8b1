package dev.capsule.backing.provision;

import dev.capsule.protocol.event.Topics;
import java.util.List;

/** The topics of the suite, each with its dead-letter topic. */
public final class SuiteTopics {
    private SuiteTopics() {}

    /** Events are facts, and dead letters wait for an operator: none of them ages away. */
    public static List<TopicSpec> all() {
        return Topics.all().stream()
                .map(name -> TopicSpec.kept(name, Topics.PARTITIONS))
                .toList();
    }
}
