package dev.capsule.backing.provision;

import java.util.List;
import java.util.stream.Stream;

/** The topics of the suite, each with its dead-letter topic. */
public final class SuiteTopics {
    private static final int PARTITIONS = 4;
    private static final List<String> NAMES = List.of(
            "capsule.blobs.stored",
            "capsule.blobs.released",
            "capsule.manifests.committed",
            "capsule.manifests.rejected",
            "capsule.directories.committed",
            "capsule.albums.committed",
            "capsule.identity.events",
            "capsule.quota.events",
            "capsule.moderation.actions",
            "capsule.peers.events");

    private SuiteTopics() {}

    /** Events are facts, and dead letters wait for an operator: none of them ages away. */
    public static List<TopicSpec> all() {
        return NAMES.stream()
                .flatMap(name -> Stream.of(name, name + ".dlq"))
                .map(name -> TopicSpec.kept(name, PARTITIONS))
                .toList();
    }
}
