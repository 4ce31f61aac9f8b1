package dev.capsule.cli.account;

import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import dev.capsule.client.CapsuleClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code account create}. */
@Command(
        name = "create",
        description = "Makes the keys of a new account, registers it, and makes this its first device.",
        mixinStandardHelpOptions = true)
final class CreateAccountCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Option(
            names = "--handle",
            paramLabel = "NAME",
            description = "A public name for the account, if it is to have one.")
    private @Nullable String handle;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        try (var client =
                CapsuleClient.createAccount(options.config(), options.newPassphrase(), Optional.ofNullable(handle))) {
            var out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
            out.println("Account " + client.user() + ", device " + client.device() + ", library "
                    + client.library().paths().root());
            out.println("Without the passphrase nobody can read the library, not even the server's operator.");
            out.println("Keep a copy of the keys: capsule cli account export FILE");
            out.flush();
        }
        return ExitCodes.OK;
    }
}
