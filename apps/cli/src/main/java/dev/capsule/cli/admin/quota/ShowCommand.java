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

/** {@code admin quota show}. */
@Command(
        name = "show",
        description = "Says how full an account is, or the tenant without a USER.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(arity = "0..1", paramLabel = "USER", description = "Id of the user.")
    private @Nullable String user;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        JsonNode view = options.send(Call.get(user == null ? Paths.TENANT : Paths.user(user)));
        if (options.json()) {
            Output.json(out, view);
        } else {
            out.print(user == null ? Words.tenant(view) : Words.account(view));
            out.flush();
        }
        return ExitCodes.OK;
    }
}
