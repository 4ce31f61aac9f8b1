package dev.capsule.stack.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.backing.BackingException;
import dev.capsule.stack.state.StateException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTest {
    @TempDir
    private static Path home;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void install() throws Exception {
        FakeService.install(home, "ingest");
    }

    @Test
    void shouldServeAndSurviveAKillAndStartAgain_whenItsStateIsKept() throws Exception {
        var state = temporary.resolve("a state");
        try (var stack = Stack.start(options(state))) {
            // given: what a stack leaves for people and scripts
            var run = new JsonObject(Files.readString(state.resolve("state.json")));
            assertThat(run.getString("gateway")).isEqualTo(stack.gatewayUrl());
            assertThat(pids(run))
                    .contains(
                            stack.service("ingest").pid(),
                            stack.postgres().pid(),
                            stack.kafka().pid());
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(state.resolve("secrets.properties"))))
                    .isEqualTo("rw-------");
            assertThat(get(stack).body()).isEqualTo(stack.service("ingest").pid() + " home.localhost,other.localhost");

            // when: the service is killed
            long before = stack.service("ingest").pid();
            stack.service("ingest").kill();

            // then: the gateway says so, and the repaired service serves again
            assertThat(get(stack).statusCode()).isEqualTo(503);
            stack.repair();
            assertThat(get(stack).body()).doesNotStartWith(before + " ").endsWith("home.localhost,other.localhost");
            assertThat(pids(new JsonObject(Files.readString(state.resolve("state.json")))))
                    .contains(stack.service("ingest").pid());

            // and: nobody else may run on the same state
            assertThatThrownBy(() -> Stack.start(options(state)))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("already runs on " + state)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        assertThat(state.resolve("state.json")).doesNotExist();

        // and: a second start uses the same state
        var secrets = Files.readString(state.resolve("secrets.properties"));
        try (var again = Stack.start(options(state))) {
            assertThat(get(again).statusCode()).isEqualTo(200);
            assertThat(Files.readString(state.resolve("secrets.properties"))).isEqualTo(secrets);
        }
    }

    @Test
    void shouldSayWhatToDo_whenAServiceIsNotBuilt() {
        var options = options(temporary.resolve("state"))
                .withServices(List.of(new ServiceSpec("nothing", 64, 0, List.of("/nothing"), List.of())));

        assertThatThrownBy(() -> Stack.start(options))
                .isInstanceOf(BackingException.class)
                .hasMessageContaining("nothing has not been built")
                .hasMessageContaining("./capsule up");
        assertThat(temporary.resolve("state")).doesNotExist();
    }

    @Test
    void shouldSayWhatToDo_whenThePortIsTaken() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var options = options(temporary.resolve("state")).withPort(other.getLocalPort());

            assertThatThrownBy(() -> Stack.start(options))
                    .isInstanceOf(BackingException.class)
                    .hasMessage("port " + other.getLocalPort() + " on 127.0.0.1 is in use by another program:"
                            + " stop that program, or choose another port with --port");
            assertThat(temporary.resolve("state")).doesNotExist();
        }
    }

    private static StackOptions options(Path state) {
        return StackOptions.throwAway(home, state)
                .withServices(List.of(new ServiceSpec("ingest", 64, 0, List.of("/upload"), List.of())));
    }

    private static List<Long> pids(JsonObject run) {
        return run.getJsonArray("parts", new JsonArray()).stream()
                .map(part -> ((JsonObject) part).getLong("pid"))
                .toList();
    }

    private static HttpResponse<String> get(Stack stack) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(stack.gatewayUrl() + "/upload"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
