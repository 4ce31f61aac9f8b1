package dev.capsule.protocol.event;

import java.util.List;
import java.util.stream.Stream;

/** The Kafka topics of the suite. Facts: {@code cleanup.policy=delete}, never compacted. */
public final class Topics {
    public static final String BLOBS_STORED = "capsule.blobs.stored";
    public static final String BLOBS_RELEASED = "capsule.blobs.released";
    public static final String MANIFESTS_COMMITTED = "capsule.manifests.committed";
    public static final String MANIFESTS_REJECTED = "capsule.manifests.rejected";
    public static final String DIRECTORIES_COMMITTED = "capsule.directories.committed";
    public static final String ALBUMS_COMMITTED = "capsule.albums.committed";
    public static final String IDENTITY_EVENTS = "capsule.identity.events";
    public static final String QUOTA_EVENTS = "capsule.quota.events";
    public static final String MODERATION_ACTIONS = "capsule.moderation.actions";
    public static final String PEERS_EVENTS = "capsule.peers.events";

    /** Suffix of the topic a message goes to when it can't be understood. */
    public static final String DEAD_LETTERS = ".dlq";

    /** Partitions of a topic on one machine; a cluster sets its own. */
    public static final int PARTITIONS = 4;

    /** Largest record: a metadata blob of 1 MiB, a manifest and the envelope fit. */
    public static final int MAX_RECORD_BYTES = 2 * 1024 * 1024;

    private static final List<String> FACTS = List.of(
            BLOBS_STORED,
            BLOBS_RELEASED,
            MANIFESTS_COMMITTED,
            MANIFESTS_REJECTED,
            DIRECTORIES_COMMITTED,
            ALBUMS_COMMITTED,
            IDENTITY_EVENTS,
            QUOTA_EVENTS,
            MODERATION_ACTIONS,
            PEERS_EVENTS);

    private Topics() {}

    /** Every topic, each followed by its dead-letter topic. */
    public static List<String> all() {
        return FACTS.stream().flatMap(t -> Stream.of(t, t + DEAD_LETTERS)).toList();
    }

    /** Whether the topic holds the ledger and must never lose a record to retention. */
    public static boolean isLedger(String topic) {
        return topic.equals(MANIFESTS_COMMITTED) || topic.equals(MANIFESTS_REJECTED);
    }
}
