package dev.capsule.backing.kafka;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A broker inside this JVM. */
public final class KafkaBroker implements AutoCloseable {
    private final KafkaOptions options;
    private final KafkaRaftServer server;

    private KafkaBroker(KafkaOptions options, KafkaRaftServer server) {
        this.options = options;
        this.server = server;
    }

    /** Formats the directory when it is new and starts the broker; it takes clients when this returns. */
    public static KafkaBroker start(KafkaOptions options) {
        KafkaStorage.formatWhenNew(options);
        var server = new KafkaRaftServer(KafkaConfig.fromProps(options.properties(), false), Time.SYSTEM);
        server.startup();
        return new KafkaBroker(options, server);
    }

    public String bootstrapServers() {
        return options.bootstrapServers();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
