package dev.capsule.testing;

import dev.capsule.backing.kafka.KafkaOptions;
import dev.capsule.backing.postgres.PostgresAdmin;
import dev.capsule.backing.process.Ports;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The servers in containers; Testcontainers removes them when the JVM has ended. */
final class ContainerServers {
    private static final DockerImageName POSTGRES = DockerImageName.parse("postgres:18");
    private static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.2.0");
    private static final int POSTGRES_PORT = 5432;
    private static final int KAFKA_PORT = 9092;
    private static final String PASSWORD = "test-admin";

    private ContainerServers() {}

    static BackingServers start() {
        var postgres = postgres();
        return new BackingServers(postgres, kafka());
    }

    // the containers are not closed here: they serve every test of the JVM, and Testcontainers reaps them after it
    @SuppressWarnings("resource")
    private static PostgresAdmin postgres() {
        var container = new GenericContainer<>(POSTGRES)
                .withExposedPorts(POSTGRES_PORT)
                .withEnv("POSTGRES_PASSWORD", PASSWORD)
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200")
                .waitingFor(Wait.forLogMessage(".*ready to accept connections.*\\s", 2));
        container.start();
        return new PostgresAdmin(container.getHost(), container.getMappedPort(POSTGRES_PORT), "postgres", PASSWORD);
    }

    /** The broker tells clients its address, so the host port is chosen before it starts. */
    @SuppressWarnings("resource")
    private static String kafka() {
        int port = Ports.free();
        var container = new GenericContainer<>(KAFKA)
                .withEnv("KAFKA_NODE_ID", "1")
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_LISTENERS", "PLAINTEXT://:" + KAFKA_PORT + ",CONTROLLER://:9093")
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:" + port)
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
                .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(KafkaOptions.MAX_MESSAGE_BYTES))
                .waitingFor(Wait.forLogMessage(".*Kafka Server started.*\\s", 1));
        container.setPortBindings(List.of("127.0.0.1:" + port + ":" + KAFKA_PORT));
        container.start();
        return "127.0.0.1:" + port;
    }
}
