package dev.capsule.stack;

import dev.capsule.backing.BackingException;
import dev.capsule.stack.demo.Demo;
import dev.capsule.stack.suite.StackOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code capsule demo}: the main job on a stack of its own, thrown away afterwards. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Imports a folder of photos on one device, syncs it on another and compares every byte.")
final class DemoCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "folder of photos (default: the samples)")
    private @Nullable Path folder;

    @Option(names = "--json", description = "print one JSON object to standard output; progress goes to standard error")
    private boolean json;

    private final Console console;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        var home = StackArguments.home();
        var photos = folder == null ? home.resolve("samples/photos") : folder.toAbsolutePath();
        if (!Files.isDirectory(photos)) {
            throw new BackingException(photos + " is not a folder");
        }
        var work = workDirectory(home);
        var progress = json ? console.onStandardError() : console;
        boolean good = false;
        try {
            var report =
                    Demo.run(StackOptions.throwAway(home, work.resolve("state")).withProgress(progress), photos, work);
            good = report.agrees();
            if (json) {
                console.say(report.json());
            } else {
                console.say("\n" + report.table() + "\n");
                console.say(report.verdict());
            }
            return good ? 0 : 1;
        } finally {
            if (good) {
                delete(work);
            } else {
                progress.say("kept for a look: " + work);
            }
        }
    }

    /** On the disk of the checkout: the system's temporary directory may be small. */
    private static Path workDirectory(Path home) throws IOException {
        var target = home.resolve("target");
        return Files.createTempDirectory(
                Files.isWritable(home)
                        ? Files.createDirectories(target)
                        : Path.of(System.getProperty("java.io.tmpdir")),
                "demo-");
    }

    private static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
