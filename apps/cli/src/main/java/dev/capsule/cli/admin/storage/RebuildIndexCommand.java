package dev.capsule.cli.admin.storage;

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
import picocli.CommandLine.Spec;

/** {@code admin rebuild-index}. */
@Command(
        name = "rebuild-index",
        description =
                "Hashes every blob in the store and indexes again what the ledger knows; for after a loss of ingest's database.",
        mixinStandardHelpOptions = true,
        footer = "Exit code 1: some blobs went to quarantine.")
public final class RebuildIndexCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofHours(12);

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        JsonNode report = options.send(Call.post("/admin/storage/rebuild")
                .json(Output.object())
                .timeout(LONGEST)
                .once());
        if (options.json()) {
            Output.json(out, report);
        } else {
            for (JsonNode hash : report.path("quarantined")) {
                out.printf("%s into quarantine%n", hash.asText());
            }
            for (JsonNode hash : report.path("unreferenced")) {
                out.printf("%s is in no committed manifest: no row%n", hash.asText());
            }
            out.printf(
                    "%d blobs seen, %d references%n",
                    report.path("seen").longValue(), report.path("references").longValue());
            out.flush();
        }
        return report.path("quarantined").isEmpty() ? ExitCodes.OK : ExitCodes.PARTIAL;
    }
}
