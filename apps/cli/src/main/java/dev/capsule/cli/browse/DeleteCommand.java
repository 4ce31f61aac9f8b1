package dev.capsule.cli.browse;

import dev.capsule.cli.console.AssetIds;
import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import java.time.Duration;
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

/** {@code delete}. */
@Command(
        name = "delete",
        description = "Moves an asset into the trash, on all devices. It can be restored until its retention ends.",
        mixinStandardHelpOptions = true)
public final class DeleteCommand implements Callable<Integer> {
    private static final int MAX_DAYS = 3650;

    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Parameters(paramLabel = "ASSET", description = "Id of the asset, see 'ls'.")
    private @Nullable String asset;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "How long it can be restored, 0 to " + MAX_DAYS + " days. Default: ${DEFAULT-VALUE}.",
            defaultValue = "30")
    private int days;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (days < 0 || days > MAX_DAYS) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "--days is 0 to " + MAX_DAYS);
        }
        var id = AssetIds.parse(Objects.requireNonNull(asset));
        try (var client = options.open()) {
            client.delete(id, Duration.ofDays(days));
        }
        return ExitCodes.OK;
    }
}
