package dev.capsule.stack;

import dev.capsule.stack.suite.StackOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command with a stack takes. */
final class StackArguments {
    @Option(names = "--state", paramLabel = "DIR", description = "state directory (default: .capsule in the checkout)")
    private @Nullable Path state;

    @Option(names = "--fresh", description = "wipe the state directory first")
    private boolean fresh;

    @Nullable
    Path state() {
        return state;
    }

    StackOptions options(Console console) {
        var options = StackOptions.in(home()).withFresh(fresh).withProgress(console);
        return state == null ? options : options.withState(state);
    }

    /** The checkout: CAPSULE_HOME, as the launcher sets it, or the current directory. */
    static Path home() {
        var set = System.getenv("CAPSULE_HOME");
        return Path.of(set == null || set.isBlank() ? "" : set).toAbsolutePath();
    }
}
