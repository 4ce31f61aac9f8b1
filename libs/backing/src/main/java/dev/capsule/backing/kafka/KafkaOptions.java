package dev.capsule.backing.kafka;

import dev.capsule.backing.process.Ports;
import java.nio.file.Path;
import java.util.Properties;

/**
 * How to run a broker.
 *
 * @param dataDirectory its log directory; formatted when new, kept when the broker stops
 * @param port loopback port for clients
 * @param controllerPort loopback port of the KRaft controller
 * @param lasting whether it stays long enough for the JVM's second compiler to pay: a broker costs half the CPU time
 *     then, but takes it at the start
 */
public record KafkaOptions(Path dataDirectory, int port, int controllerPort, boolean lasting) {
    /** Largest record batch the broker takes, in bytes (an event holds at most one metadata blob, ≤ 1 MiB). */
    public static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    /** On two free ports, for a short time. */
    public static KafkaOptions onFreePorts(Path dataDirectory) {
        return new KafkaOptions(dataDirectory, Ports.free(), Ports.free(), false);
    }

    public KafkaOptions withLasting(boolean stays) {
        return new KafkaOptions(dataDirectory, port, controllerPort, stays);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** One node that is broker and controller, reachable from this machine only. */
    Properties properties() {
        var p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", "1");
        p.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.setProperty("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.setProperty("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
        p.setProperty("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.setProperty("inter.broker.listener.name", "CLIENTS");
        p.setProperty("controller.listener.names", "CONTROLLER");
        p.setProperty("log.dirs", dataDirectory.toAbsolutePath().toString());
        p.setProperty("auto.create.topics.enable", "false");
        p.setProperty("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        p.setProperty("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        p.setProperty("offsets.topic.replication.factor", "1");
        p.setProperty("offsets.topic.num.partitions", "4");
        p.setProperty("transaction.state.log.replication.factor", "1");
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("transaction.state.log.num.partitions", "4");
        p.setProperty("share.coordinator.state.topic.replication.factor", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        // a broker killed and started again waits until its old session has run out
        p.setProperty("broker.session.timeout.ms", "4000");
        p.setProperty("broker.heartbeat.interval.ms", "500");
        p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "4");
        return p;
    }
}
