package dev.capsule.cli.transfer;

import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import dev.capsule.cli.console.Output;
import dev.capsule.cli.console.Progress;
import dev.capsule.client.CapsuleClient;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.importing.ImportListener;
import dev.capsule.client.importing.ImportOptions;
import dev.capsule.client.importing.ImportReport;
import dev.capsule.protocol.id.AlbumId;
import java.io.PrintWriter;
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

/** {@code import}. */
@Command(
        name = "import",
        description = {
            "Encrypts, signs and uploads the photos and videos below a folder, and waits until each is committed.",
            "Interrupted, it goes on where it was when run again; what is already imported is skipped."
        },
        mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Parameters(paramLabel = "DIR", description = "Folder to import, with all folders below it.")
    private @Nullable Path folder;

    @Option(
            names = "--album",
            paramLabel = "ALBUM",
            description = "Id or name of the album. May be left out if there is only one.")
    private @Nullable String album;

    @Option(
            names = "--uploads",
            paramLabel = "N",
            description = "Files sent at the same time, 1 to 32. Default: ${DEFAULT-VALUE}.",
            defaultValue = "4")
    private int uploads;

    @Option(names = "--keep-originals", description = "Also copy the files into the library.")
    private boolean keepOriginals;

    @Option(names = "--json", description = "Print one JSON object at the end, and nothing else.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (uploads < 1 || uploads > 32) {
            throw new picocli.CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--uploads is 1 to 32");
        }
        var wanted = ImportOptions.DEFAULT.uploads(uploads).keepOriginals(keepOriginals);
        try (var client = options.open();
                var progress = Progress.of("import", !json)) {
            var listener = new ImportListener() {
                @Override
                public void planned(int files, long bytes) {
                    progress.expect(bytes);
                }

                @Override
                public void progressed(long bytes) {
                    progress.step(bytes);
                }
            };
            var report = client.importFolder(album(client), Objects.requireNonNull(folder), wanted, listener);
            progress.finish();
            print(report);
            return report.isComplete() ? ExitCodes.OK : ExitCodes.PARTIAL;
        }
    }

    private AlbumId album(CapsuleClient client) {
        if (album != null) {
            return client.album(album).id();
        }
        var all = client.albums();
        if (all.size() == 1) {
            return all.getFirst().id();
        }
        throw new ClientException(
                "ALBUM_NEEDED",
                all.isEmpty()
                        ? "There is no album yet; make one with 'album create NAME'."
                        : "There are several albums; name one with --album.");
    }

    private void print(ImportReport report) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            Output.json(out, ReportJson.of(report));
            return;
        }
        report.skipped().forEach(file -> out.println("skipped  " + file.path() + ": " + file.reason()));
        report.failed()
                .forEach(file ->
                        out.println("failed   " + file.path() + ": " + file.sentence() + " [" + file.code() + "]"));
        double seconds = Math.max(0.001, report.duration().toMillis() / 1000.0);
        out.printf(
                java.util.Locale.ROOT,
                "%d committed (%s in %.1f s, %s/s), %d already there, %d skipped, %d failed%n",
                report.committed().size(),
                Output.size(report.bytes()),
                seconds,
                Output.size((long) (report.bytes() / seconds)),
                report.known().size(),
                report.skipped().size(),
                report.failed().size());
        out.flush();
    }
}
