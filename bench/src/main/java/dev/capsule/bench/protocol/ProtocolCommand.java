package dev.capsule.bench.protocol;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs {@link ProtocolBenchmarks} in forked JVMs and reports. About a minute. */
@Command(
        name = "protocol",
        mixinStandardHelpOptions = true,
        description = "Manifest decode, verify and encode against the bare signature verifications.")
public final class ProtocolCommand implements Callable<Integer> {
    private static final int MAX_FORKS = 20;

    @Option(names = "--json", description = "One JSON object on standard output and nothing else.")
    private boolean json;

    @Option(names = "--check", description = "Exit with 1 when a ratio is above its target.")
    private boolean check;

    @Option(
            names = "--forks",
            defaultValue = "3",
            paramLabel = "N",
            description = "JVMs that measure one after another, 1 to 20 (default ${DEFAULT-VALUE}).")
    private int forks;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws RunnerException {
        if (forks < 1 || forks > MAX_FORKS) {
            throw new ParameterException(spec.commandLine(), "--forks takes 1 to " + MAX_FORKS);
        }
        var report = new ProtocolReport(new Runner(options())
                .run().stream()
                        .flatMap(run -> run.getBenchmarkResults().stream())
                        .flatMap(fork -> fork.getIterationResults().stream())
                        .map(ProtocolCommand::iteration)
                        .toList());
        var out = spec.commandLine().getOut();
        out.print(json ? report.json() + System.lineSeparator() : report.table());
        out.flush();
        return check && !report.holds() ? 1 : 0;
    }

    private Options options() {
        return new OptionsBuilder()
                .include("^" + ProtocolBenchmarks.class.getName().replace(".", "\\.") + "\\.")
                .forks(forks)
                .warmupIterations(8)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(10)
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                .build();
    }

    private static ProtocolReport.Iteration iteration(IterationResult result) {
        double calls = counter(result, "calls");
        return new ProtocolReport.Iteration(
                counter(result, "decode") / calls,
                counter(result, "encode") / calls,
                counter(result, "verify") / calls,
                counter(result, "ed25519") / calls,
                counter(result, "mlDsa65") / calls);
    }

    private static double counter(IterationResult result, String name) {
        return Objects.requireNonNull(result.getSecondaryResults().get(name), name)
                .getScore();
    }
}
