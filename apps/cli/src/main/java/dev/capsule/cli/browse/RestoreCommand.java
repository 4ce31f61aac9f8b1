package dev.capsule.cli.browse;

import dev.capsule.cli.console.AssetIds;
import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code restore}. */
@Command(
        name = "restore",
        description = "Takes an asset out of the trash, on all devices.",
        mixinStandardHelpOptions = true)
public final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Parameters(paramLabel = "ASSET", description = "Id of the asset, see 'ls --all'.")
    private @Nullable String asset;

    @Override
    public Integer call() {
        var id = AssetIds.parse(Objects.requireNonNull(asset));
        try (var client = options.open()) {
            client.restore(id);
        }
        return ExitCodes.OK;
    }
}
