package dev.capsule.stack.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    private Path temporary;

    @Test
    void shouldKeepWhatItMadeAndAddWhatIsNew_whenOpenedAgain() throws IOException {
        try (var state = StateDirectory.open(temporary.resolve("state"), false)) {
            // given
            var first = Secrets.in(state).get("ingest.database");

            // when
            var again = Secrets.in(state);
            var other = again.get("quota.database");

            // then
            assertThat(first).hasSize(32).isNotEqualTo(other);
            assertThat(again.get("ingest.database")).isEqualTo(first);
            assertThat(again.toString()).doesNotContain(first);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path("secrets.properties"))))
                    .isEqualTo("rw-------");
        }
    }
}
