package dev.capsule.cli.admin.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.cli.admin.AdminOptions;
import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.Output;
import dev.capsule.client.http.Call;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code admin quota reconcile}. */
@Command(
        name = "reconcile",
        description = "Compares every figure of the tenant with what is stored; repairs only with --repair.",
        mixinStandardHelpOptions = true,
        footer = "Exit code 1: figures differ and were not repaired.")
final class ReconcileCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Option(
            names = "--repair",
            paramLabel = "REASON",
            description = "Put figures right, from the ledger if need be; the reason goes into the audit log.")
    private @Nullable String reason;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var call = reason == null
                ? Call.get(Paths.DRIFT)
                : Call.post(Paths.RECONCILE)
                        .json(Output.object().put("reason", reason))
                        .once();
        JsonNode report = options.send(call.timeout(LONGEST));
        long left = report.path("left").longValue();
        long found = report.path("found").longValue();
        if (options.json()) {
            Output.json(out, report);
        } else {
            for (JsonNode drift : report.path("drifts")) {
                out.printf(
                        "%-17s %s %s: recorded %d, should be %d%n",
                        drift.path("kind").asText(),
                        drift.path("user").asText(drift.path("hash").asText("")),
                        drift.path("detail").asText(),
                        drift.path("recorded").longValue(),
                        drift.path("actual").longValue());
            }
            out.printf(
                    "%d accounts and %d blobs compared: %d figures differ by %d B%s%n",
                    report.path("accounts").longValue(),
                    report.path("blobs").longValue(),
                    found,
                    report.path("bytes").longValue(),
                    reason == null || found == 0
                            ? ""
                            : left == 0 ? ", repaired" : ", %d of them still do".formatted(left));
            out.flush();
        }
        return left == 0 ? ExitCodes.OK : ExitCodes.PARTIAL;
    }
}
