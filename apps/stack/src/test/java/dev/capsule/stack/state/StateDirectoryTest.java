package dev.capsule.stack.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    private Path temporary;

    private Path root;

    @BeforeEach
    void root() {
        root = temporary.resolve("state");
    }

    @Test
    void shouldBePrivate_whenCreated() throws IOException {
        StateDirectory.open(root, false).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldOpenAgain_whenTheFirstStartWentThrough() throws IOException {
        complete();
        Files.writeString(root.resolve("kept"), "yes");

        StateDirectory.open(root, false).close();

        assertThat(root.resolve("kept")).hasContent("yes");
    }

    @Test
    void shouldSayWhatToDo_whenTheFirstStartDidNotFinish() {
        StateDirectory.open(root, false).close();

        assertThatThrownBy(() -> StateDirectory.open(root, false))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("half-written")
                .hasMessageContaining("--fresh");
    }

    @Test
    void shouldWipeEverything_whenFresh() throws IOException {
        complete();
        Files.createDirectories(root.resolve("pg/base"));
        Files.writeString(root.resolve("pg/base/1"), "row");

        StateDirectory.open(root, true).close();

        assertThat(root.resolve("pg")).doesNotExist();
    }

    @Test
    void shouldNotFollowLinks_whenFresh() throws IOException {
        var outside = Files.writeString(temporary.resolve("outside"), "mine");
        complete();
        Files.createSymbolicLink(root.resolve("link"), temporary);

        StateDirectory.open(root, true).close();

        assertThat(outside).hasContent("mine");
        assertThat(root.resolve("link")).doesNotExist();
    }

    @Test
    void shouldTouchNothing_whenTheDirectoryIsNotCapsules() throws IOException {
        Files.createDirectories(root);
        Files.writeString(root.resolve("thesis.tex"), "years of work");

        for (boolean fresh : new boolean[] {false, true}) {
            assertThatThrownBy(() -> StateDirectory.open(root, fresh))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("Capsule did not make");
        }
        try (var files = Files.list(root)) {
            assertThat(files).containsExactly(root.resolve("thesis.tex"));
        }
    }

    @Test
    void shouldTouchNothing_whenTheMarkerIsNotCapsules() throws IOException {
        Files.createDirectories(root);
        Files.writeString(root.resolve("capsule-state"), "notes about a state\n");

        assertThatThrownBy(() -> StateDirectory.open(root, true)).hasMessageContaining("nothing was wiped");
        assertThat(root.resolve("capsule-state")).hasContent("notes about a state\n");
    }

    @Test
    void shouldSayWhoHoldsIt_whenLocked() {
        try (var held = StateDirectory.open(root, false)) {
            assertThat(held.root()).isEqualTo(root);
            assertThatThrownBy(() -> StateDirectory.open(root, true))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("already runs")
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void shouldTakeTheLockOver_whenItsHolderIsGone() throws IOException {
        complete();
        Files.writeString(root.resolve("lock"), "999999999\n");

        try (var state = StateDirectory.open(root, false)) {
            assertThat(root.resolve("lock"))
                    .hasContent(Long.toString(ProcessHandle.current().pid()));
            assertThat(state.path("pg")).isEqualTo(root.resolve("pg"));
        }
    }

    @Test
    void shouldSayWhatToDo_whenItIsAFile() throws IOException {
        Files.writeString(root, "a file");

        assertThatThrownBy(() -> StateDirectory.open(root, true)).hasMessageContaining("is not a directory");
        assertThat(root).hasContent("a file");
    }

    @Test
    void shouldSayWhatIsMissing_whenItIsDamaged() throws IOException {
        complete();
        Files.delete(root.resolve("secrets.properties"));

        assertThatThrownBy(() -> StateDirectory.open(root, false))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("secrets.properties is missing")
                .hasMessageContaining("--fresh");
    }

    private void complete() throws IOException {
        try (var state = StateDirectory.open(root, false)) {
            for (var part : List.of("pg/PG_VERSION", "kafka/meta.properties", "secrets.properties")) {
                Files.createDirectories(state.path(part).getParent());
                Files.createFile(state.path(part));
            }
            state.markComplete();
        }
    }
}
