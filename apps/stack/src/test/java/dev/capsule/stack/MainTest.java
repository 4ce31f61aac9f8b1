package dev.capsule.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.backing.process.Await;
import dev.capsule.backing.process.Child;
import dev.capsule.backing.process.Command;
import dev.capsule.backing.process.JavaCommand;
import dev.capsule.stack.suite.FakeService;
import dev.capsule.stack.suite.ServiceSpec;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a person runs it, in a process of its own, with pretended services. */
class MainTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path temporary;

    private Path state;
    private Path output;

    @BeforeEach
    void install() throws Exception {
        for (var spec : ServiceSpec.SUITE) {
            FakeService.install(temporary, spec.name());
        }
        state = temporary.resolve("state");
        output = temporary.resolve("output.log");
    }

    @Test
    void shouldSayWhereItIsAndStopEverything_whenUpIsStopped() throws Exception {
        // given
        var up = up();
        var parts = running();
        assertThat(parts).hasSize(2 + ServiceSpec.SUITE.size()).allMatch(ProcessHandle::isAlive);
        assertThat(Files.readString(output))
                .contains("PostgreSQL", "Kafka", "identity", "gateway  http://127.0.0.1:", "Ctrl-C");

        // when: a second one on the same state
        var second = program("up", "--port", "0", "--state", state.toString());
        assertThat(second.ended().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(Files.readString(output)).contains("already runs on " + state + " (process " + up.pid() + ")");

        // and: the first is asked to stop
        up.stop(LIMIT);

        // then
        assertThat(parts).noneMatch(ProcessHandle::isAlive);
        assertThat(Files.readString(output)).endsWith("stopped\n").doesNotContain("Exception", "\tat ");
        assertThat(state.resolve("state.json")).doesNotExist();
    }

    @Test
    void shouldEndItsProcessesAndStartAgain_whenUpIsKilled() throws Exception {
        var up = up();
        var parts = running();

        // when
        up.kill();
        var again = up();

        // then
        assertThat(parts).noneMatch(ProcessHandle::isAlive);
        assertThat(running()).allMatch(ProcessHandle::isAlive);
        again.stop(LIMIT);
    }

    @Test
    void shouldStartAServiceAgain_whenItDies() throws Exception {
        var up = up();
        long ingest = pidOf("ingest");

        ProcessHandle.of(ingest).orElseThrow().destroyForcibly();

        Await.ready(up, LIMIT, () -> !pids().contains(ingest));
        assertThat(Files.readString(output)).contains("ingest has ended: see " + state + "/logs/ingest.log");
        up.stop(LIMIT);
    }

    @Test
    void shouldExplainItself_whenCalledWrongly() throws Exception {
        var wrong = program("up", "--prot", "1");

        assertThat(wrong.ended().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(Files.readString(output))
                .contains("Unknown option", "--port")
                .doesNotContain("\tat ");
    }

    private Child up() throws Exception {
        Files.deleteIfExists(output);
        var child = program("up", "--port", "0", "--state", state.toString());
        Await.ready(child, LIMIT, () -> child.logTail(3).contains("Ctrl-C stops everything"));
        return child;
    }

    private List<ProcessHandle> running() {
        return pids().stream().flatMap(pid -> ProcessHandle.of(pid).stream()).toList();
    }

    private List<Long> pids() {
        return parts().stream().map(part -> part.getLong("pid")).toList();
    }

    private long pidOf(String name) {
        return parts().stream()
                .filter(part -> part.getString("name").equals(name))
                .findFirst()
                .orElseThrow()
                .getLong("pid");
    }

    private List<JsonObject> parts() {
        try {
            var parts = new ArrayList<JsonObject>();
            new JsonObject(Files.readString(state.resolve("state.json")))
                    .getJsonArray("parts")
                    .forEach(part -> parts.add((JsonObject) part));
            return parts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Child program(String... arguments) {
        var command = JavaCommand.ofClass("capsule", Main.class, List.of("-Xmx128m"), List.of(arguments), output);
        return Child.start(new Command(
                command.name(),
                command.arguments(),
                Map.of("CAPSULE_HOME", temporary.toString()),
                output,
                command.stop()));
    }
}
