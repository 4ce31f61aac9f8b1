package dev.capsule.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.sql.DriverManager;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class BackingResourceTest {
    @Test
    void shouldGiveWorkingServers_whenStarted() throws Exception {
        // when
        var config = start("alpha");

        // then: the service role and the owner log in
        for (var role : Map.of(
                        "quarkus.datasource.username", "quarkus.datasource.password",
                        "capsule.db.owner.username", "capsule.db.owner.password")
                .entrySet()) {
            try (var c = DriverManager.getConnection(
                    config.get("capsule.db.owner.jdbc-url"), config.get(role.getKey()), config.get(role.getValue()))) {
                assertThat(c.isValid(5)).isTrue();
                assertThat(c.getCatalog()).isEqualTo("capsule_alpha");
            }
        }
        assertThat(config.get("quarkus.datasource.reactive.url"))
                .startsWith("postgresql://")
                .endsWith("/capsule_alpha");
        // and: the topics are there
        try (var admin = Admin.create(Map.of("bootstrap.servers", config.get("kafka.bootstrap.servers")))) {
            assertThat(admin.listTopics().names().get())
                    .contains("capsule.blobs.stored", "capsule.blobs.stored.dlq", "capsule.manifests.committed");
        }
    }

    @Test
    void shouldShareTheServersButNotTheDatabase_whenStartedForAnotherService() {
        var alpha = start("alpha");
        var beta = start("beta");

        assertThat(beta.get("kafka.bootstrap.servers")).isEqualTo(alpha.get("kafka.bootstrap.servers"));
        assertThat(beta.get("capsule.db.owner.jdbc-url"))
                .isEqualTo(alpha.get("capsule.db.owner.jdbc-url").replace("alpha", "beta"));
        assertThat(beta.get("capsule.internal.port")).isNotEqualTo(alpha.get("capsule.internal.port"));
    }

    @Test
    void shouldLeaveTheServersRunning_whenStopped() throws Exception {
        var resource = new BackingResource();
        resource.init(Map.of("service", "alpha"));
        var config = resource.start();

        resource.stop();

        var kafka = config.get("kafka.bootstrap.servers").split(":", -1);
        try (var socket = new Socket(kafka[0], Integer.parseInt(kafka[1]))) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void shouldRefuse_whenNoServiceIsNamed() {
        assertThatThrownBy(() -> new BackingResource().init(Map.of())).hasMessageContaining("'service'");
    }

    private static Map<String, String> start(String service) {
        var resource = new BackingResource();
        resource.init(Map.of("service", service));
        return resource.start();
    }
}
