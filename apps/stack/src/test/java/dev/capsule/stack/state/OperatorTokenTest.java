package dev.capsule.stack.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTokenTest {
    @TempDir
    private Path temporary;

    @Test
    void shouldKeepOneTokenForItsOwner_whenAskedTwice() throws Exception {
        try (var state = StateDirectory.open(temporary.resolve("state"), false)) {
            // when
            var first = OperatorToken.in(state);
            var again = OperatorToken.in(state);

            // then
            var text = Files.readString(first.file()).strip();
            assertThat(text).hasSizeGreaterThanOrEqualTo(43).doesNotContain(".");
            assertThat(again.sha256()).isEqualTo(first.sha256()).isEqualTo(sha256(text));
            assertThat(first.toString()).doesNotContain(text);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.file())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void shouldRefuse_whenTheFileHoldsSomethingElse() throws IOException {
        try (var state = StateDirectory.open(temporary.resolve("state"), false)) {
            Files.writeString(state.path(OperatorToken.FILE), "admin\n");

            assertThatThrownBy(() -> OperatorToken.in(state))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("holds no operator token");
        }
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
