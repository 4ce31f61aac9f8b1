package dev.capsule.cli.account;

import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import dev.capsule.client.CapsuleClient;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code account login}. */
@Command(
        name = "login",
        description = {
            "With --keys: makes this machine another device of the account whose keys the file holds.",
            "Without: starts a new session for the account this library already belongs to."
        },
        mixinStandardHelpOptions = true)
final class LoginCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "What 'account export' wrote on another device, sealed under the same passphrase.")
    private @Nullable Path keys;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        try (var client = client()) {
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println("Account " + client.user() + ", device " + client.device() + ", library "
                    + client.library().paths().root());
            out.println("Fetch its photos: capsule cli sync");
            out.flush();
        }
        return ExitCodes.OK;
    }

    private CapsuleClient client() {
        return keys == null
                ? CapsuleClient.relogin(options.config(), options.passphrase())
                : CapsuleClient.login(options.config(), options.passphrase(), keys);
    }
}
