package dev.capsule.cli.browse;

import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import dev.capsule.cli.console.Output;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quota}. */
@Command(
        name = "quota",
        description = "Says how full the account is on its server, and what that means.",
        mixinStandardHelpOptions = true)
public final class QuotaCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (var client = options.open()) {
            var quota = client.quota();
            if (json) {
                var object = Output.object()
                        .put("user", client.user().toString())
                        .put("used", quota.used())
                        .put("reserved", quota.reserved())
                        .put("state", quota.state());
                quota.softLimit().ifPresent(soft -> object.put("soft_limit", soft));
                quota.hardLimit().ifPresent(hard -> object.put("hard_limit", hard));
                quota.graceExpiresAt().ifPresent(at -> object.put("grace_expires_at", at.toString()));
                Output.json(out, object);
            } else {
                out.printf("%-12s %s%n", "user", client.user());
                out.printf("%-12s %s%n", "state", quota.state());
                out.printf("%-12s %s%n", "used", bytes(quota.used()));
                out.printf("%-12s %s%n", "reserved", bytes(quota.reserved()));
                out.printf("%-12s %s%n", "soft limit", limit(quota.softLimit()));
                out.printf("%-12s %s%n", "hard limit", limit(quota.hardLimit()));
                quota.graceExpiresAt().ifPresent(at -> out.printf("%-12s %s%n", "grace ends", at));
                out.flush();
            }
        }
        return ExitCodes.OK;
    }

    private static String limit(OptionalLong limit) {
        return limit.isPresent() ? bytes(limit.getAsLong()) : "unlimited";
    }

    private static String bytes(long value) {
        return value + " B (" + Output.size(value) + ")";
    }
}
