package dev.capsule.cli.browse;

import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quarantine}. */
@Command(
        name = "quarantine",
        description = "Lists what was rejected, and why. Needs neither passphrase nor server.",
        mixinStandardHelpOptions = true)
public final class QuarantineCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (var library = options.openLibrary()) {
            library.quarantine()
                    .items()
                    .forEach(item -> out.println(
                            item.name() + "  " + item.code() + "  " + item.source() + "  " + item.detail()));
        }
        out.flush();
        return ExitCodes.OK;
    }
}
