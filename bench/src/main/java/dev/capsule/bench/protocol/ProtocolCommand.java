package dev.capsule.bench.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs {@link ProtocolBenchmarks} in forked JVMs, the rounds of all operations interleaved, and reports. */
@Command(
        name = "protocol",
        mixinStandardHelpOptions = true,
        description = "Manifest decode, verify and encode against the bare signature verifications.")
public final class ProtocolCommand implements Callable<Integer> {
    @Option(names = "--json", description = "One JSON object on standard output and nothing else.")
    private boolean json;

    @Option(names = "--check", description = "Exit with 1 when a ratio is above its target.")
    private boolean check;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description =
                    "Rounds, 1 to 20; each measures every operation in a JVM of its own (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws RunnerException {
        if (rounds < 1 || rounds > 20) {
            throw new ParameterException(spec.commandLine(), "--rounds takes 1 to 20");
        }
        var report = measure();
        var out = spec.commandLine().getOut();
        out.print(json ? report.json() + System.lineSeparator() : report.table());
        out.flush();
        return check && !report.holds() ? 1 : 0;
    }

    /** Several short rounds rather than one long one: a machine that slows down slows all operations alike. */
    private ProtocolReport measure() throws RunnerException {
        var scores = new HashMap<String, List<Double>>();
        for (int round = 1; round <= rounds; round++) {
            if (!json) {
                System.err.printf("round %d of %d ...%n", round, rounds);
            }
            for (RunResult result : new Runner(options()).run()) {
                String name = result.getParams().getBenchmark();
                scores.computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), key -> new ArrayList<>())
                        .addAll(iterations(result));
            }
        }
        return new ProtocolReport(
                median(scores, "decode"),
                median(scores, "encode"),
                median(scores, "verify"),
                median(scores, "decodeAndVerify"),
                median(scores, "ed25519"),
                median(scores, "mlDsa65"));
    }

    private static org.openjdk.jmh.runner.options.Options options() {
        return new OptionsBuilder()
                .include("^" + ProtocolBenchmarks.class.getName().replace(".", "\\.") + "\\.")
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds(400))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
    }

    private static List<Double> iterations(RunResult result) {
        return result.getBenchmarkResults().stream()
                .map(BenchmarkResult::getIterationResults)
                .flatMap(java.util.Collection::stream)
                .map(i -> i.getPrimaryResult().getScore())
                .toList();
    }

    private static double median(Map<String, List<Double>> scores, String operation) {
        double[] sorted = Objects.requireNonNull(scores.get(operation), operation).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1)
                .average()
                .orElseThrow();
    }
}
