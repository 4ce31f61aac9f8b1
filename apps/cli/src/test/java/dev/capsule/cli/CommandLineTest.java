package dev.capsule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.cli.console.Failures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a caller of the program relies on: help, exit codes, silence about secrets, modes of its files. No server runs. */
class CommandLineTest {
    private static final String PASSPHRASE = "canary-passphrase-of-the-tests";
    private static final String TOKEN = "canary-operator-token";

    @TempDir
    Path directory;

    /** As {@link Main#main} does. */
    @BeforeAll
    static void hostHeader() {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    static Stream<List<String>> commands() {
        var found = new ArrayList<List<String>>();
        collect(Main.commandLine(), List.of(), found);
        return found.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> into) {
        into.add(path);
        command.getSubcommands()
                .forEach((name, sub) -> collect(
                        sub, Stream.concat(path.stream(), Stream.of(name)).toList(), into));
    }

    private static Run run(List<String> command, String... more) {
        return Run.of(Stream.concat(command.stream(), Arrays.stream(more)).toArray(String[]::new));
    }

    private Path secret(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content + "\n");
    }

    @Test
    void shouldHaveTheCommandsOfItsReadme_whenListed() {
        assertThat(commands().map(command -> String.join(" ", command)))
                .hasSizeGreaterThan(20)
                .contains("account create", "import", "sync", "admin quota show", "quarantine");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldExplainItself_whenAskedForHelp(List<String> command) {
        var run = run(command, "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: " + String.join(" ", prefixed(command)), "--help");
        assertThat(run.err()).isEmpty();
    }

    private static List<String> prefixed(List<String> command) {
        return Stream.concat(Stream.of("capsule cli"), command.stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldEndWithTwo_whenAnOptionIsUnknown(List<String> command) {
        var run = run(command, "--no-such-option");

        assertThat(run.code()).isEqualTo(2);
        // what is missing is told before what is too much
        assertThat(run.err()).contains("Usage: ").containsAnyOf("--no-such-option", "Missing required");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldTakeNoSecretAsAnArgument_whenListed(List<String> command) {
        assertThat(run(command, "--passphrase", PASSPHRASE).code()).isEqualTo(2);
        assertThat(run(command, "--operator-token", TOKEN).code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "get",
                "import",
                "album nonsense",
                "status --server",
                "admin quota set",
                "status extra"
            })
    void shouldEndWithTwo_whenTheCommandLineIsWrong(String line) {
        assertThat(Run.of(line.split(" ", -1)).code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "ls", "sync", "quarantine", "quota"})
    void shouldEndWithFiveAndMakeNothing_whenThereIsNoLibrary(String command) {
        var nowhere = directory.resolve("nowhere");

        var run = Run.of(command, "--library", nowhere.toString());

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("[NO_LIBRARY]").hasLineCount(1);
        assertThat(run.out()).isEmpty();
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void shouldEndWithFive_whenThePassphraseIsTooShortOrItsFileIsMissing() throws IOException {
        String library = directory.resolve("library").toString();

        var tooShort = Run.of(
                "account",
                "create",
                "--library",
                library,
                "--passphrase-file",
                secret("short", "seven77").toString());
        assertThat(tooShort.code()).isEqualTo(5);
        assertThat(tooShort.err()).contains("[PASSPHRASE_SHORT]").doesNotContain("seven77");

        var missing = Run.of(
                "account",
                "create",
                "--library",
                library,
                "--passphrase-file",
                directory.resolve("none").toString());
        assertThat(missing.code()).isEqualTo(5);
        assertThat(missing.err()).contains("[PASSPHRASE_FILE]");
    }

    @Test
    void shouldEndWithThreeAndNameTheCode_whenTheServerRefuses() throws IOException {
        try (var server = new RefusingServer()) {
            var run = Run.of(
                    "admin",
                    "quota",
                    "show",
                    "--server",
                    server.address(),
                    "--operator-token-file",
                    secret("token", TOKEN).toString());

            assertThat(run.code()).isEqualTo(3);
            assertThat(run.err()).contains("[ACCOUNT_SUSPENDED]").hasLineCount(1);
            assertThat(run.everything()).doesNotContain(TOKEN);
        }
    }

    @Test
    void shouldEndWithFour_whenTheServerCantBeReached() throws IOException {
        String closed;
        try (var server = new RefusingServer()) {
            closed = server.address();
        }

        var run = Run.of(
                "admin",
                "quota",
                "show",
                "--server",
                closed,
                "--operator-token-file",
                secret("token", TOKEN).toString());

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.everything()).doesNotContain(TOKEN);
    }

    @Test
    void shouldEndWithSeventyAndNoTrace_whenItIsADefect() throws Exception {
        var err = new StringWriter();
        var command = Main.commandLine().setErr(new PrintWriter(err));

        int code = new Failures().handleExecutionException(new IllegalStateException("defect"), command, null);

        assertThat(code).isEqualTo(70);
        assertThat(err.toString()).contains("defect of the program").doesNotContain("\tat ");
    }

    /** The account is refused after its keys were made, so everything a first run writes is there. */
    @Test
    void shouldKeepItsFilesToItselfAndSayNoSecret_whenAnAccountIsMade() throws IOException {
        var library = directory.resolve("library");
        try (var server = new RefusingServer()) {
            var run = Run.of(
                    "account",
                    "create",
                    "--library",
                    library.toString(),
                    "--server",
                    server.address(),
                    "--tenant",
                    "home.localhost",
                    "--passphrase-file",
                    secret("passphrase", PASSPHRASE).toString());

            assertThat(run.code()).isEqualTo(3);
            assertThat(run.everything()).doesNotContain(PASSPHRASE);
        }
        try (var files = Files.walk(library)) {
            var regular = files.filter(Files::isRegularFile)
                    // these hold the server's address and a number
                    .filter(file -> !Set.of("lock", "config", "version")
                            .contains(file.getFileName().toString()))
                    .toList();
            assertThat(regular).isNotEmpty();
            for (Path file : regular) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain(PASSPHRASE);
            }
        }
    }
}
