package dev.capsule.bench.quota;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench quota}: about three minutes, most of it to fill the tables. */
@Command(
        name = "quota",
        mixinStandardHelpOptions = true,
        description =
                "Reservations against bare conditional UPDATEs on the same PostgreSQL, and operator calls over many"
                        + " accounts.")
public final class QuotaCommand implements Callable<Integer> {
    private static final String HOT = "1 user";
    private static final TenantId LOAD = new TenantId("load.localhost");
    private static final int MANY = 10_000;
    private static final Duration WARM_UP = Duration.ofSeconds(3);

    @Option(names = "--json", description = "One JSON object on standard output and nothing else.")
    private boolean json;

    @Option(names = "--check", description = "Exit with 1 when a target is missed.")
    private boolean check;

    @Option(names = "--callers", defaultValue = "64", paramLabel = "N", description = "Callers at once.")
    private int callers;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Rounds; medians are reported.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "5", paramLabel = "N", description = "Measured time of a round.")
    private int seconds;

    @Option(names = "--tenants", defaultValue = "1000", paramLabel = "N", description = "Tenants for operator calls.")
    private int tenants;

    @Option(names = "--users", defaultValue = "1000", paramLabel = "N", description = "Users of each tenant.")
    private int users;

    @Option(names = "--only", paramLabel = "PART", description = "reservations or admin.")
    private @Nullable String only;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var home = Path.of(Objects.requireNonNullElse(System.getenv("CAPSULE_HOME"), ""))
                .toAbsolutePath();
        var work = Files.createTempDirectory("capsule-bench-quota");
        var names = Population.tenants(tenants);
        var served = Stream.concat(Stream.of(LOAD.host()), names.stream()).toList();
        int status;
        try (var rig = Rig.start(home, work.resolve("state"), served)) {
            var baseline = new Baseline(rig.postgres(), work, callers);
            var pairs = "admin".equals(only) ? Map.<String, QuotaReport.Pair>of() : reservations(rig, baseline);
            var calls = "reservations".equals(only) ? Map.<String, Rate>of() : admin(rig, names);
            var report = new QuotaReport(baseline.name(), callers, pairs, tenants * users, calls);
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            out.print(json ? report.json() + System.lineSeparator() : report.table());
            out.flush();
            status = check && !report.holds() ? 1 : 0;
        } catch (IOException | SQLException e) {
            throw new IOException("the logs are in " + work, e);
        }
        delete(work);
        return status;
    }

    /** Rounds alternate, so that both sides see the machine in the same moods. On both the rows are there before. */
    private Map<String, QuotaReport.Pair> reservations(Rig rig, Baseline baseline) throws Exception {
        baseline.prepare(MANY);
        var many = Stream.generate(UserId::generate).limit(MANY).toList();
        var scenarios = Map.of(HOT, List.of(UserId.generate()), "10,000 users", many);
        var bare = new HashMap<String, List<Rate>>();
        var ours = new HashMap<String, List<Rate>>();
        var measured = Duration.ofSeconds(seconds);
        Population.open(rig.postgres(), LOAD, many);
        for (int round = 0; round < rounds; round++) {
            for (var scenario : scenarios.entrySet()) {
                var of = scenario.getValue();
                bare.computeIfAbsent(scenario.getKey(), s -> new ArrayList<>())
                        .add(baseline.measure(of.size(), WARM_UP, measured));
                ours.computeIfAbsent(scenario.getKey(), s -> new ArrayList<>())
                        .add(Load.measure(callers, WARM_UP, measured, () -> rig.reservations(LOAD, of)));
            }
        }
        var pairs = new HashMap<String, QuotaReport.Pair>();
        scenarios
                .keySet()
                .forEach(name -> pairs.put(
                        name, new QuotaReport.Pair(Rate.median(bare.get(name)), Rate.median(ours.get(name)))));
        return pairs;
    }

    private Map<String, Rate> admin(Rig rig, List<String> names) throws Exception {
        new Population(rig.postgres(), users).fill(names);
        try (var operator = rig.operator()) {
            return new AdminCalls(names, users).measure(operator, 40);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
