package dev.capsule.bench;

import dev.capsule.bench.gate.GateCommand;
import dev.capsule.bench.ingest.IngestCommand;
import dev.capsule.bench.protocol.ProtocolCommand;
import dev.capsule.bench.quota.QuotaCommand;
import dev.capsule.bench.soak.SoakCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar capsule-bench.jar <benchmark>}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures Capsule on this machine.",
        subcommands = {
            ProtocolCommand.class,
            GateCommand.class,
            IngestCommand.class,
            QuotaCommand.class,
            SoakCommand.class
        })
public final class Main {
    private Main() {}

    /** Held, because the log manager holds it weakly: a library that tells its whole configuration. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    public static void main(String[] args) {
        KAFKA.setLevel(Level.SEVERE);
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
