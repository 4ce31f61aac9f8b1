package dev.capsule.e2e.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.stack.state.OperatorToken;
import dev.capsule.stack.suite.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code capsule cli} as a process of its own, as the launcher starts it, against one suite. */
public record Cli(Stack stack) {
    private static final Path JAR =
            Path.of("../apps/cli/target/capsule-cli.jar").toAbsolutePath().normalize();

    /** The output of an operator's command that must succeed. */
    public String admin(String... command) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("admin"));
        arguments.addAll(List.of(command));
        return run(
                Map.of(
                        "CAPSULE_OPERATOR_TOKEN_FILE",
                        stack.state().path(OperatorToken.FILE).toString()),
                arguments);
    }

    /** The output of a user's command that must succeed. */
    public String user(Path library, String passphrase, String... command) throws IOException, InterruptedException {
        return run(Map.of("CAPSULE_LIBRARY", library.toString(), "CAPSULE_PASSPHRASE", passphrase), List.of(command));
    }

    private String run(Map<String, String> environment, List<String> command) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                JAR.toString()));
        arguments.addAll(command);
        var builder = new ProcessBuilder(arguments).redirectErrorStream(true);
        builder.environment().put("CAPSULE_SERVER", stack.gatewayUrl());
        builder.environment().put("CAPSULE_TENANT", Suite.HOME.host());
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
        return output;
    }
}
