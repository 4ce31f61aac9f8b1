package dev.capsule.bench;

import dev.capsule.bench.protocol.ProtocolCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar capsule-bench.jar <benchmark>}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures Capsule on this machine.",
        subcommands = ProtocolCommand.class)
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
