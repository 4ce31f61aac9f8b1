package dev.capsule.cli.browse;

import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import dev.capsule.cli.console.Output;
import dev.capsule.client.http.Endpoint;
import dev.capsule.client.keys.KeyRing;
import dev.capsule.client.library.LibraryAsset;
import dev.capsule.client.library.LibraryConfig;
import dev.capsule.client.upload.UploadJournal;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}. */
@Command(
        name = "status",
        description = "Says where the library stands. Needs neither passphrase nor server.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (var library = options.openLibrary();
                var journal = UploadJournal.open(library.paths().journal())) {
            var assets = library.assets();
            long live = assets.stream()
                    .filter(a -> a.state() == LibraryAsset.State.LIVE)
                    .count();
            long trashed = assets.stream()
                    .filter(a -> a.state() == LibraryAsset.State.TRASHED)
                    .count();
            long here = assets.stream().filter(a -> a.original().isPresent()).count();
            var uploads = journal.counts();
            var endpoint = LibraryConfig.load(options.root());
            var object = Output.object()
                    .put("library", library.paths().root().toString())
                    .put("server", endpoint.map(e -> e.server().toString()).orElse(""))
                    .put(
                            "tenant",
                            endpoint.map(Endpoint::tenant).map(t -> t.host()).orElse(""))
                    .put("account", KeyRing.exists(library.paths().keys()))
                    .put("keystore", "file sealed under the passphrase (Argon2id); no secure hardware")
                    .put("decoder", "headers of own files in process; remote pictures are not decoded")
                    .put("assets", live)
                    .put("trashed", trashed)
                    .put("originals_here", here)
                    .put("uploads_unfinished", uploads.staged())
                    .put("uploads_failed", uploads.failed())
                    .put("quarantined", library.quarantine().items().size());
            if (json) {
                Output.json(out, object);
            } else {
                object.properties()
                        .forEach(field -> out.printf(
                                "%-19s %s%n", field.getKey(), field.getValue().asText()));
                out.flush();
            }
        }
        return ExitCodes.OK;
    }
}
