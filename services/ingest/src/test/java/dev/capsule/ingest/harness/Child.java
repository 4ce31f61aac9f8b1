package dev.capsule.ingest.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;

/** A process of its own on the root and database of the test. Its arguments begin with those of {@link #database}. */
public final class Child implements AutoCloseable {
    /** What a process exits with that has died on purpose, without a word of farewell. */
    public static final int DIED = 99;

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final BufferedReader out;
    private final Path errors;

    private Child(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static Child start(Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(database());
        command.addAll(List.of(arguments));
        var errors = Files.createTempFile("child", ".log");
        errors.toFile().deleteOnExit();
        return new Child(
                new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    /** URL, user and password of the database, and the root. */
    private static List<String> database() {
        var settings = ConfigProvider.getConfig();
        return List.of(
                settings.getValue("quarkus.datasource.reactive.url", String.class),
                settings.getValue("quarkus.datasource.username", String.class),
                settings.getValue("quarkus.datasource.password", String.class),
                Path.of(settings.getValue("capsule.ingest.root", String.class))
                        .toAbsolutePath()
                        .toString());
    }

    /** Reads its output until a line is this one. */
    public void awaitLine(String wanted) throws IOException {
        String line;
        do {
            line = out.readLine();
            assertThat(line).as(this::log).isNotNull();
        } while (!wanted.equals(line));
    }

    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    public void awaitExit(int code) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as(this::log)
                .isTrue();
        assertThat(process.exitValue()).as(this::log).isEqualTo(code);
    }

    private String log() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
