package dev.capsule.stack.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
    @TempDir
    private Path temporary;

    private StateDirectory state;

    @BeforeEach
    void open() {
        state = StateDirectory.open(temporary.resolve("state"), false);
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldWaitForTheProcessesOfAnEarlierRun_whenTheyAreStillEnding() throws IOException {
        // given: a process that ends by itself in a moment
        var ending = new ProcessBuilder("sleep", "1").start();
        write(ending.pid());

        // when
        RunFile.in(state).awaitLeftovers();

        // then
        assertThat(ending.isAlive()).isFalse();
        assertThat(state.path("state.json")).doesNotExist();
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldLeaveOtherProgramsAlone_whenAProcessIdWasGivenAgain() throws Exception {
        var other = new ProcessBuilder("sleep", "600").start();
        try {
            write(other.pid());
            var file = state.path("state.json");
            Files.writeString(file, Files.readString(file).replaceAll("\"started\" : [0-9]+", "\"started\" : 1"));

            RunFile.in(state).awaitLeftovers();

            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldSayWhatToDo_whenTheFileIsBroken() throws IOException {
        Files.writeString(state.path("state.json"), "{\"parts\": [");

        assertThatThrownBy(() -> RunFile.in(state).awaitLeftovers())
                .isInstanceOf(StateException.class)
                .hasMessageContaining("state.json cannot be read");
    }

    private void write(long pid) {
        RunFile.in(state)
                .write("http://127.0.0.1:1", List.of(new RunningPart("x", pid, "127.0.0.1:2", state.log("x"))));
    }
}
