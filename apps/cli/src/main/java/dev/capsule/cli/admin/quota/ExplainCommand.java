package dev.capsule.cli.admin.quota;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.cli.admin.AdminOptions;
import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.Output;
import dev.capsule.client.http.Call;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code admin quota explain}. */
@Command(
        name = "explain",
        description = "Lists every blob and signed record that makes up what a user has stored, to the byte.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(paramLabel = "USER", description = "Id of the user.")
    private @Nullable String user;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var path = Paths.user(Objects.requireNonNull(user)) + "/explain";
        long total = 0;
        long items = 0;
        String after = null;
        do {
            var page =
                    options.send(after == null ? Call.get(path) : Call.get(path).query("after", after));
            for (JsonNode item : page.path("items")) {
                total += item.path("size").longValue();
                items++;
                if (options.json()) {
                    // one line each: a library has any number of blobs
                    Output.json(out, item);
                } else {
                    out.printf(
                            "%s %12d  %s %s%n",
                            item.path("hash").asText(),
                            item.path("size").longValue(),
                            item.path("role").asText(),
                            item.path("peer").asText(""));
                }
            }
            after = page.hasNonNull("next") ? page.path("next").asText() : null;
        } while (after != null);
        if (options.json()) {
            Output.json(out, Output.object().put("items", items).put("bytes", total));
        } else {
            out.printf("%d items, %d B (%s)%n", items, total, Output.size(total));
            out.flush();
        }
        return ExitCodes.OK;
    }
}
