package dev.capsule.cli.transfer;

import dev.capsule.cli.console.ExitCodes;
import dev.capsule.cli.console.LibraryOptions;
import dev.capsule.cli.console.Output;
import dev.capsule.cli.console.Progress;
import dev.capsule.client.sync.SyncListener;
import dev.capsule.client.sync.SyncOptions;
import dev.capsule.client.sync.SyncReport;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sync}. */
@Command(
        name = "sync",
        description =
                "Fetches what is new, verifies every signature and history, decrypts, and stores it in the library.",
        mixinStandardHelpOptions = true)
public final class SyncCommand implements Callable<Integer> {
    @Mixin
    private LibraryOptions options = new LibraryOptions();

    @Option(names = "--metadata-only", description = "Leave the originals on the server; 'get' fetches single ones.")
    private boolean metadataOnly;

    @Option(names = "--json", description = "Print one JSON object at the end, and nothing else.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        try (var client = options.open();
                var progress = Progress.of("sync", !json)) {
            var listener = new SyncListener() {
                @Override
                public void page(int entries, long bytes) {
                    progress.expect(bytes);
                }

                @Override
                public void received(long bytes) {
                    progress.step(bytes);
                }
            };
            var report = client.sync(metadataOnly ? SyncOptions.METADATA_ONLY : SyncOptions.ALL, listener);
            progress.finish();
            print(report);
            return report.isClean() ? ExitCodes.OK : ExitCodes.PARTIAL;
        }
    }

    private void print(SyncReport report) {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            Output.json(out, ReportJson.of(report));
            return;
        }
        report.refused()
                .forEach(entry ->
                        out.println("refused  " + entry.asset() + ": " + entry.detail() + " [" + entry.code() + "]"));
        report.held()
                .forEach(entry ->
                        out.println("waiting  " + entry.asset() + ": " + entry.detail() + " [" + entry.code() + "]"));
        report.stopped()
                .forEach(album -> out.println("album " + album + " was written to by a newer version; update Capsule"));
        out.printf(
                java.util.Locale.ROOT,
                "%d applied (%s in %.1f s), %d waiting, %d refused, %d without original%n",
                report.applied().size(),
                Output.size(report.bytes()),
                report.duration().toMillis() / 1000.0,
                report.held().size(),
                report.refused().size(),
                report.unavailable().size());
        out.flush();
    }
}
