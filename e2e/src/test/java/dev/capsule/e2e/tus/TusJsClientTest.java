package dev.capsule.e2e.tus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.e2e.suite.Suite;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** npm's {@code tus-js-client}, the one browsers and Uppy use. Needs Node and npm; without them it fails and says so. */
class TusJsClientTest {
    private static final int SIZE = 2 * 1024 * 1024 + 99;
    private static final int GAVE_UP = 3;
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path PROGRAM = Path.of("target/tus-js-client").toAbsolutePath();

    @TempDir
    Path temporary;

    /** @param output of both streams */
    private record Ended(int code, String output) {}

    @BeforeAll
    static void install() throws Exception {
        Files.createDirectories(PROGRAM);
        for (String name : List.of("package.json", "package-lock.json", "upload.mjs")) {
            Files.copy(SOURCES.resolve(name), PROGRAM.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        var installed = run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"), Map.of());
        assertThat(installed.code()).as("npm ci: %s", installed.output()).isZero();
    }

    @Test
    void shouldResumeWhereTheServerIs_whenTheConnectionIsCutInTheMiddle() throws Exception {
        var upload = OpenUpload.of(temporary, SIZE);
        try (var proxy = new CuttingProxy(Suite.gateway(), SIZE / 2)) {
            var url = proxy.url().resolve(upload.path());

            var cut = send(upload, url);

            assertThat(cut.code()).as(cut.output()).isEqualTo(GAVE_UP);
            assertThat(proxy.hasCut()).isTrue();
            assertThat(upload.offset()).isPositive().isLessThan(SIZE);
            var resumed = send(upload, url);
            assertThat(resumed.output()).contains("done");
            assertThat(resumed.code()).isZero();
        }
        upload.assertArrived();
    }

    private static Ended send(OpenUpload upload, URI url) throws IOException, InterruptedException {
        return run(
                List.of(
                        "node",
                        "upload.mjs",
                        url.toString(),
                        upload.host(),
                        upload.file().toString()),
                Map.of("TUS_TOKEN", upload.actor().accessToken()));
    }

    private static Ended run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var log = Files.createTempFile(PROGRAM, "run", ".log");
        var builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(PROGRAM.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssertionError("this test needs Node.js and npm: " + e.getMessage(), e);
        }
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command.getFirst() + " did not end: " + Files.readString(log));
        }
        return new Ended(process.exitValue(), Files.readString(log));
    }
}
