package dev.capsule.cli.admin.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.cli.admin.AdminOptions;
import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.Output;
import dev.capsule.client.http.Call;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code admin gc}. */
@Command(
        name = "gc",
        description =
                "Collects blobs nobody has referred to for the grace time. Only tells what it would do unless --commit.",
        mixinStandardHelpOptions = true)
public final class GcCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Mixin
    private AdminOptions options = new AdminOptions();

    @ArgGroup
    private Mode mode = new Mode();

    /** One or the other. */
    static final class Mode {
        @Option(names = "--dry-run", description = "Change nothing. This is the default.")
        private boolean dryRun;

        @Option(names = "--commit", description = "Mark and delete.")
        private boolean commit;
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        JsonNode report = options.send(Call.post("/admin/storage/gc")
                .json(Output.object().put("commit", mode.commit && !mode.dryRun))
                .timeout(LONGEST)
                .once());
        if (options.json()) {
            Output.json(out, report);
        } else {
            boolean dryRun = report.path("dry_run").asBoolean();
            lines(out, report, "marked", dryRun ? "would be marked" : "marked");
            lines(out, report, "collected", dryRun ? "would be collected" : "collected");
            lines(out, report, "removed", dryRun ? "would be removed" : "removed");
            lines(out, report, "stale_uploads", dryRun ? "staged bytes would go" : "staged bytes gone");
            lines(out, report, "unknown", "stored, but not in the index: kept");
            out.printf(
                    "%d marked, %d collected, %d removed, %d stale uploads, %d unknown%s%n",
                    report.path("marked").size(),
                    report.path("collected").size(),
                    report.path("removed").size(),
                    report.path("stale_uploads").size(),
                    report.path("unknown").size(),
                    dryRun ? " (dry run: nothing was changed)" : "");
            out.flush();
        }
        return report.path("unknown").isEmpty() ? ExitCodes.OK : ExitCodes.PARTIAL;
    }

    private static void lines(PrintWriter out, JsonNode report, String list, String words) {
        for (JsonNode item : report.path(list)) {
            out.printf("%s %s%n", item.asText(), words);
        }
    }
}
