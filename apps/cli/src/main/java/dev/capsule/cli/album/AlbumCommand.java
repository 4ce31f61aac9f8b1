package dev.capsule.cli.album;

import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import dev.capsule.cli.console.Output;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code album}. */
@Command(
        name = "album",
        description = "Creates and lists albums.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class AlbumCommand {
    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "create",
            description = "Makes an album; its name stays on your devices.",
            mixinStandardHelpOptions = true)
    int create(@Mixin LibraryOptions options, @Parameters(paramLabel = "NAME") String name) {
        try (var client = options.open()) {
            var album = client.createAlbum(name);
            out().println(album.id() + "  " + album.name());
            out().flush();
        }
        return ExitCodes.OK;
    }

    @Command(name = "ls", description = "Lists the albums this device holds keys of.", mixinStandardHelpOptions = true)
    int list(
            @Mixin LibraryOptions options,
            @Option(names = "--json", description = "One JSON object per album.") boolean json) {
        try (var client = options.open()) {
            for (var album : client.albums()) {
                if (json) {
                    Output.json(
                            out(),
                            Output.object()
                                    .put("id", album.id().toString())
                                    .put("name", album.name())
                                    .put("epoch", album.epoch()));
                } else {
                    out().println(album.id() + "  " + album.name());
                }
            }
            out().flush();
        }
        return ExitCodes.OK;
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
