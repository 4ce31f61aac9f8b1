package dev.capsule.cli.account;

import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code account export}. */
@Command(
        name = "export",
        description =
                "Writes the keys of the account, sealed under the passphrase, for another device or for safe keeping.",
        mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Parameters(paramLabel = "FILE", description = "File to write; readable by you alone.")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        try (var client = options.open()) {
            client.exportKeys(Objects.requireNonNull(file));
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println("Keys written to " + file + ". On the other device: capsule cli account login --keys " + file);
            out.flush();
        }
        return ExitCodes.OK;
    }
}
