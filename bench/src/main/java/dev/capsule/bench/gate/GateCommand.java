package dev.capsule.bench.gate;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures {@link GateRun} and reports. A minute or two; with a million seeded manifests some minutes. */
@Command(
        name = "gate",
        mixinStandardHelpOptions = true,
        description = "Signed creates through the real gate into real PostgreSQL and Kafka.")
public final class GateCommand implements Callable<Integer> {
    private static final int MAX_MANIFESTS = 200_000;
    private static final int MAX_SEEDED = 10_000_000;
    private static final int MAX_ALBUMS = 1_000_000;

    @Option(
            names = "--manifests",
            defaultValue = "30000",
            paramLabel = "N",
            description = "measured in each round, 100 to 200,000 (default ${DEFAULT-VALUE})")
    private int manifests;

    @Option(
            names = "--window",
            defaultValue = "2000",
            paramLabel = "N",
            description = "manifests without an answer at a time, 1 to 10,000 (default ${DEFAULT-VALUE})")
    private int window;

    @Option(names = "--seeded", paramLabel = "N", description = "a second round over a ledger of N more manifests")
    private int seeded;

    @Option(names = "--tenants", paramLabel = "N", description = "tenants in the second round")
    private int tenants;

    @Option(names = "--albums", paramLabel = "N", description = "albums in the second round, all tenants together")
    private int albums;

    @Option(
            names = "--jvm",
            defaultValue = "",
            paramLabel = "OPTIONS",
            description = "more options for the service's JVM, such as -XX:StartFlightRecording=filename=gate.jfr")
    private String jvmOptions;

    @Option(names = "--json", description = "One JSON object on standard output and nothing else.")
    private boolean json;

    @Option(names = "--check", description = "Exit with 1 when a target is missed.")
    private boolean check;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException {
        within("--manifests", manifests, 100, MAX_MANIFESTS);
        within("--window", window, 1, 10_000);
        within("--seeded", seeded, 0, MAX_SEEDED);
        within("--tenants", tenants, 0, MAX_ALBUMS);
        within("--albums", albums, 0, MAX_ALBUMS);
        var err = spec.commandLine().getErr();
        var report = new GateRun(manifests, window, seeded, tenants, albums, jvmOptions).measure(home(), said -> {
            err.println(said + " ...");
            err.flush();
        });
        var out = spec.commandLine().getOut();
        out.print(json ? report.json() + System.lineSeparator() : report.table());
        out.flush();
        return check && !report.holds() ? 1 : 0;
    }

    private void within(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ParameterException(spec.commandLine(), option + " takes " + min + " to " + max);
        }
    }

    /** The checkout, in which the built services are found: CAPSULE_HOME, as the launcher sets it. */
    private static Path home() {
        var set = System.getenv("CAPSULE_HOME");
        return Path.of(set == null || set.isBlank() ? "" : set).toAbsolutePath();
    }
}
