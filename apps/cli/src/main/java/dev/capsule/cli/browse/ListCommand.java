package dev.capsule.cli.browse;

import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import dev.capsule.cli.console.Output;
import dev.capsule.client.library.LibraryAsset;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ls}. */
@Command(
        name = "ls",
        description = "Lists the assets of the library by capture time. Needs neither passphrase nor server.",
        mixinStandardHelpOptions = true)
public final class ListCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Option(names = "--all", description = "Also what is in the trash, and what is gone.")
    private boolean all;

    @Option(names = "--json", description = "One JSON object per asset.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (var library = options.openLibrary()) {
            library.assets().stream()
                    .filter(asset -> all || asset.state() == LibraryAsset.State.LIVE)
                    .forEach(asset -> print(out, asset));
        }
        out.flush();
        return ExitCodes.OK;
    }

    private void print(PrintWriter out, LibraryAsset asset) {
        String state = asset.state().name().toLowerCase(Locale.ROOT);
        if (json) {
            var object = Output.object()
                    .put("asset_id", asset.id().toString())
                    .put("album_id", asset.album().toString())
                    .put("state", state)
                    .put("content_type", asset.contentType().wireName())
                    .put("size", asset.size())
                    .put("sha256", asset.plaintextHash().hex())
                    .put("captured", asset.captured().toString())
                    .put("head", asset.head().hex());
            asset.original().ifPresent(file -> object.put("original", file.toString()));
            Output.json(out, object);
            return;
        }
        out.printf(
                Locale.ROOT,
                "%s  %s  %10s  %-10s %-8s %s%n",
                asset.id(),
                asset.captured().toString().substring(0, 19).replace('T', ' '),
                Output.size(asset.size()),
                asset.contentType().wireName(),
                state,
                asset.original().map(file -> "here").orElse("on server"));
    }
}
