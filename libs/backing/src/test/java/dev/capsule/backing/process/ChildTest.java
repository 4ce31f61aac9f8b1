package dev.capsule.backing.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capsule.backing.BackingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    @TempDir
    private Path directory;

    @Test
    void shouldEndByItsStopSignal_whenStopped() throws Exception {
        // given: a program that says which signal reached it
        var child = shell("trap 'echo stopped; exit 3' TERM; echo up; while :; do sleep 0.05; done");
        Await.ready(child, Duration.ofSeconds(10), () -> child.logTail(1).equals("up"));

        // when
        child.stop(Duration.ofSeconds(10));

        // then
        assertThat(child.ended().get(1, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(child.logTail(1)).isEqualTo("stopped");
    }

    @Test
    void shouldKill_whenItDoesNotStopInTime() throws Exception {
        var child = shell("trap '' TERM; echo up; while :; do sleep 0.05; done");
        Await.ready(child, Duration.ofSeconds(10), () -> child.logTail(1).equals("up"));

        child.stop(Duration.ofMillis(200));

        assertThat(child.ended().get(1, TimeUnit.SECONDS)).isEqualTo(128 + 9);
    }

    @Test
    void shouldEnd_whenItsParentIsKilled() throws Exception {
        // given: a JVM that starts a child and tells its pid
        var told = directory.resolve("pid");
        var parent = Child.start(
                JavaCommand.ofClass("parent", ParentMain.class, List.of("-Xmx32m"), List.of(told.toString()), log()));
        Await.ready(parent, Duration.ofSeconds(20), () -> Files.exists(told));
        var grandchild =
                ProcessHandle.of(Long.parseLong(Files.readString(told))).orElseThrow();

        // when
        parent.kill();

        // then
        assertThat(grandchild.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    void shouldEnd_whenTheGroupOfItsParentIsTerminated() throws Exception {
        var told = directory.resolve("pid");
        var parent = Child.start(
                JavaCommand.ofClass("parent", ParentMain.class, List.of("-Xmx32m"), List.of(told.toString()), log()));
        Await.ready(parent, Duration.ofSeconds(20), () -> Files.exists(told));
        var grandchild =
                ProcessHandle.of(Long.parseLong(Files.readString(told))).orElseThrow();

        // when: as a supervisor does it; the parent and the watcher are in that group, the grandchild is not
        new ProcessBuilder("/bin/kill", "-TERM", "--", "-" + parent.pid())
                .start()
                .waitFor();

        // then
        assertThat(grandchild.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    void shouldShowTheEndOfTheLog_whenItEndsWhileStarting() {
        var child = shell("echo the port is taken; exit 1");

        assertThatThrownBy(() -> Await.ready(child, Duration.ofSeconds(10), () -> false))
                .isInstanceOf(BackingException.class)
                .hasMessageContaining("ended while starting")
                .hasMessageContaining("the port is taken");
    }

    private Child shell(String script) {
        return Child.start(
                new Command("test", List.of("/bin/sh", "-c", script), Map.of(), log(), Command.StopSignal.TERM));
    }

    private Path log() {
        return directory.resolve("child.log");
    }
}
