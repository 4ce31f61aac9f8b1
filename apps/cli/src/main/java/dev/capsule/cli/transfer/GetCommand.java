package dev.capsule.cli.transfer;

import dev.capsule.cli.console.AssetIds;
import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import dev.capsule.client.failure.ClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code get}. */
@Command(
        name = "get",
        description = "Gives the original of an asset, fetching and verifying it if it is not on this device.",
        mixinStandardHelpOptions = true)
public final class GetCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Parameters(paramLabel = "ASSET", description = "Id of the asset, see 'ls'.")
    private @Nullable String asset;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Copy it to this new file. Without: keep it in the library and print where.")
    private @Nullable Path output;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var id = AssetIds.parse(Objects.requireNonNull(asset));
        try (var client = options.open()) {
            var original = client.original(id);
            var file = output == null ? original : copy(original, output);
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println(file);
            out.flush();
        }
        return ExitCodes.OK;
    }

    private static Path copy(Path original, Path output) {
        try {
            return Files.copy(original, output);
        } catch (FileAlreadyExistsException e) {
            throw new ClientException("FILE_EXISTS", "The file " + output + " exists and is not overwritten.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + output, e);
        }
    }
}
