package dev.capsule.cli.admin.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code admin quota set}. */
@Command(
        name = "set",
        description = "Sets limits of an account, or of the tenant without a USER. What is not named stays as it is.",
        mixinStandardHelpOptions = true)
final class SetCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(arity = "0..1", paramLabel = "USER", description = "Id of the user.")
    private @Nullable String user;

    @Option(
            names = "--soft",
            paramLabel = "SIZE",
            converter = Size.Reader.class,
            description = "From here on the user is warned: bytes, 40GiB or unlimited.")
    private @Nullable Size soft;

    @Option(
            names = "--hard",
            paramLabel = "SIZE",
            converter = Size.Reader.class,
            description = "Nothing is stored beyond this.")
    private @Nullable Size hard;

    @Option(
            names = "--ceiling",
            paramLabel = "SIZE",
            converter = Size.Reader.class,
            description = "Of the tenant: all accounts together.")
    private @Nullable Size ceiling;

    @Option(names = "--tier", paramLabel = "NAME", description = "Of a user: the tier whose limits apply.")
    private @Nullable String tier;

    @Option(names = "--inherit", description = "Takes back limits of its own: those of the next level apply again.")
    private boolean inherit;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        requireSense();
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        JsonNode after = user == null ? tenant() : account(user);
        if (options.json()) {
            Output.json(out, after);
        } else {
            out.print(user == null ? Words.tenant(after) : Words.account(after));
            out.flush();
        }
        return ExitCodes.OK;
    }

    private void requireSense() {
        boolean limits = soft != null || hard != null;
        if (limits && inherit) {
            throw wrong("--inherit takes limits back: it goes without --soft and --hard");
        }
        if (user == null && tier != null) {
            throw wrong("--tier is for a USER");
        }
        if (user != null && ceiling != null) {
            throw wrong("--ceiling is for the tenant, without a USER");
        }
        if (!limits && !inherit && tier == null && ceiling == null) {
            throw wrong("say what to set: --soft, --hard, --tier, --ceiling or --inherit");
        }
    }

    private JsonNode account(String id) {
        var path = Paths.user(id);
        if (tier != null) {
            options.send(Call.put(path + "/tier").json(Output.object().put("name", tier)));
        }
        if (inherit) {
            options.send(Call.delete(path + "/limits"));
        } else if (soft != null || hard != null) {
            var now = options.send(Call.get(path)).path("quota");
            var body = Output.object();
            put(body, "soft", soft, now.get("soft_limit"));
            put(body, "hard", hard, now.get("hard_limit"));
            options.send(Call.put(path + "/limits").json(body));
        }
        return options.send(Call.get(path));
    }

    private JsonNode tenant() {
        var now = options.send(Call.get(Paths.TENANT));
        var body = Output.object();
        put(body, "ceiling", ceiling, now.path("policy").get("ceiling"));
        if (soft != null || hard != null) {
            var limits = body.putObject("limits");
            put(limits, "soft", soft, now.path("defaults").get("soft"));
            put(limits, "hard", hard, now.path("defaults").get("hard"));
        } else if (!inherit && now.path("policy").hasNonNull("limits")) {
            body.set("limits", now.path("policy").get("limits"));
        }
        return options.send(Call.put(Paths.TENANT).json(body));
    }

    /** An absent member is unlimited. */
    private static void put(ObjectNode body, String name, @Nullable Size chosen, @Nullable JsonNode before) {
        if (chosen != null) {
            chosen.bytes().ifPresent(bytes -> body.put(name, bytes));
        } else if (before != null && !before.isNull()) {
            body.set(name, before);
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), why);
    }
}
