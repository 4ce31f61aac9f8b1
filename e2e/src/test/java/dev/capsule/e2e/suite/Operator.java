package dev.capsule.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.capsule.stack.state.OperatorToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whoever runs the suite: {@code capsule cli admin} as a process of its own, as the launcher starts it. */
public final class Operator {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CLI =
            Path.of("../apps/cli/target/capsule-cli.jar").toAbsolutePath().normalize();

    private Operator() {}

    /** The last line of the output of a command that must succeed. */
    public static JsonNode json(String... command) throws IOException, InterruptedException {
        var with = new ArrayList<>(List.of(command));
        with.add("--json");
        return JSON.readTree(text(with.toArray(String[]::new)).lines().toList().getLast());
    }

    /** The output of a command that must succeed. */
    public static String text(String... command) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                CLI.toString(),
                "admin"));
        arguments.addAll(List.of(command));
        var builder = new ProcessBuilder(arguments).redirectErrorStream(true);
        builder.environment().put("CAPSULE_SERVER", Suite.gateway().toString());
        builder.environment().put("CAPSULE_TENANT", Suite.HOME.host());
        builder.environment()
                .put(
                        "CAPSULE_OPERATOR_TOKEN_FILE",
                        Suite.stack().state().path(OperatorToken.FILE).toString());
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
        return output;
    }
}
