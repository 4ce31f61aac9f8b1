package dev.capsule.bench.gate;

import dev.capsule.bench.process.ProcessMeter;
import dev.capsule.bench.process.WarmUp;
import dev.capsule.bench.protocol.Floor;
import dev.capsule.stack.suite.ServiceSpec;
import dev.capsule.stack.suite.Stack;
import dev.capsule.stack.suite.StackOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Starts the real validation service with its PostgreSQL (durable) and Kafka, nothing else, and measures it: warm-up,
 * single commits when idle, a first round over an almost empty ledger, and a second one where there is something to seed.
 *
 * @param seeded manifests put into the ledger before the second round
 * @param tenants of the second round, 0 for those of the first
 * @param albums of the second round, all tenants together, 0 for those of the first
 * @param jvmOptions more options for the JVM of the service, for profiling
 */
record GateRun(int manifests, int window, int seeded, int tenants, int albums, String jvmOptions) {
    private static final int FIRST_TENANTS = 1;
    private static final int FIRST_ALBUMS = 64;
    /** Manifests of a pass of the warm-up. */
    private static final int WARM_UP = 10_000;

    private static final int FEWEST_WARM_UPS = 6;
    private static final int MOST_WARM_UPS = 12;

    private static final int SINGLES = 200;

    GateReport measure(Path home, Consumer<String> progress) throws IOException, SQLException {
        var directory = Files.createTempDirectory("capsule-bench-gate");
        try {
            return measure(options(home, directory.resolve("state")), progress);
        } finally {
            delete(directory);
        }
    }

    private StackOptions options(Path home, Path state) {
        var only = ServiceSpec.SUITE.stream()
                .filter(spec -> spec.name().equals("validation"))
                .toList();
        var options = StackOptions.throwAway(home, state).withDurable(true).withServices(only);
        return jvmOptions.isBlank() ? options : options.withSettings(Map.of("java.tool.options", jvmOptions));
    }

    private GateReport measure(StackOptions options, Consumer<String> progress) throws SQLException {
        try (var stack = Stack.start(options);
                var connection = stack.postgresAdmin().connect("capsule_validation");
                var traffic = new Traffic(stack.kafkaServers())) {
            var seeding = new Seeding(connection);
            progress.accept("signing");
            var few = Population.of(FIRST_TENANTS, FIRST_ALBUMS, manifests);
            seeding.albums(few);
            warmUp(stack, traffic, few);
            var singles = new ArrayList<Draft>(Draft.sign(few.writers(), SINGLES));
            var first = Draft.sign(few.writers(), manifests);
            seeding.settle();
            progress.accept("measuring");
            var rounds = new ArrayList<Round>();
            rounds.add(round("empty ledger, " + name(few), stack, traffic, first));
            var idle = idle(traffic, singles);
            if (seeded > 0 || tenants > 0 || albums > 0) {
                progress.accept("seeding");
                var many = tenants > 0 || albums > 0 ? more(seeding) : few;
                seeding.manifests(seeded);
                progress.accept("signing");
                // what only many tenants need, reading their keys above all, is compiled by then as the rest was before
                warmUp(stack, traffic, many);
                var second = Draft.sign(many.writers(), manifests);
                seeding.settle();
                progress.accept("measuring");
                rounds.add(round(
                        String.format(Locale.ROOT, "%,d manifests seeded, %s", seeded, name(many)),
                        stack,
                        traffic,
                        second));
            }
            return new GateReport(manifests, Floor.micros(), idle, rounds);
        }
    }

    private void warmUp(Stack stack, Traffic traffic, Population population) {
        WarmUp.run(FEWEST_WARM_UPS, MOST_WARM_UPS, () -> round(
                        "warm-up", stack, traffic, Draft.sign(population.writers(), WARM_UP))
                .cpu()
                .validation());
    }

    private Population more(Seeding seeding) throws SQLException {
        int hosts = Math.max(FIRST_TENANTS, tenants);
        var many = Population.of(hosts, Math.max(hosts, albums), manifests);
        seeding.albums(many);
        return many;
    }

    private static String name(Population population) {
        return String.format(Locale.ROOT, "%,d tenants, %,d albums", population.tenants(), population.albums());
    }

    private Round round(String name, Stack stack, Traffic traffic, List<Draft> drafts) {
        var validation = new ProcessMeter(stack.service("validation").pid());
        var postgres = new ProcessMeter(stack.postgres().pid());
        var kafka = new ProcessMeter(stack.kafka().pid());
        var self = new ProcessMeter(ProcessHandle.current().pid());
        double count = drafts.size();
        double cpuValidation = validation.cpuSeconds();
        double cpuPostgres = postgres.cpuSecondsOfTree();
        double cpuKafka = kafka.cpuSeconds();
        double cpuSelf = self.cpuSeconds();
        long began = System.nanoTime();
        var took = traffic.commitAll(drafts, window);
        double seconds = (System.nanoTime() - began) / 1e9;
        var cpu = new Round.Cpu(
                (validation.cpuSeconds() - cpuValidation) * 1e6 / count,
                (postgres.cpuSecondsOfTree() - cpuPostgres) * 1e6 / count,
                (kafka.cpuSeconds() - cpuKafka) * 1e6 / count,
                (self.cpuSeconds() - cpuSelf) * 1e6 / count);
        return new Round(name, count / seconds, cpu, Latencies.of(took));
    }

    /** One at a time: each is sent when the one before has come back. */
    private static Latencies idle(Traffic traffic, List<Draft> singles) {
        return Latencies.of(traffic.commitAll(singles, 1));
    }

    private static void delete(Path directory) throws IOException {
        try (var found = Files.walk(directory)) {
            for (var path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
