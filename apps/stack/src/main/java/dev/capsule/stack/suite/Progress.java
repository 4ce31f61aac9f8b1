package dev.capsule.stack.suite;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;

/** Where the stack tells what it does. */
@FunctionalInterface
public interface Progress {
    /** Tells nothing. */
    Progress SILENT = line -> {};

    void say(String line);

    /** Told once, before anything is started: where details go. */
    default void logsIn(Path directory) {}

    /** Runs a step and says how long it took. */
    default <T> T step(String what, Supplier<T> step) {
        long from = System.nanoTime();
        T result = step.get();
        say(String.format(Locale.ROOT, "%-24s ready after %4.1f s", what, (System.nanoTime() - from) / 1e9));
        return result;
    }
}
