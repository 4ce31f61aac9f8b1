package dev.capsule.stack;

import dev.capsule.backing.BackingException;
import dev.capsule.client.failure.ClientException;
import dev.capsule.stack.state.StateException;
import dev.capsule.stack.suite.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** What a person at the terminal sees: lines, never stack traces; those go to {@code logs/stack.log}. */
final class Console implements Progress {
    private static final int LOG_BYTES = 8 * 1024 * 1024;
    private static final int LOG_FILES = 2;
    // held: the JUL registry keeps loggers weakly
    private static final Logger ROOT = Logger.getLogger("");

    private final PrintStream out;
    private final PrintStream err;
    private @Nullable Path log;

    /** Takes every log handler away from the terminal. */
    Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        ROOT.setLevel(Level.WARNING);
    }

    @Override
    public synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void logsIn(Path directory) {
        var file = directory.resolve("stack.log");
        try {
            var handler = new FileHandler(file.toString().replace("%", "%%"), LOG_BYTES, LOG_FILES, true);
            handler.setFormatter(new SimpleFormatter());
            ROOT.addHandler(handler);
            log = file;
        } catch (IOException e) {
            say("note: cannot write " + file + " (" + e.getMessage() + "); going on without it");
        }
    }

    /** Progress on standard error, when standard output is for a program. */
    Progress onStandardError() {
        return new Progress() {
            @Override
            public void say(String line) {
                err.println(line);
                err.flush();
            }

            @Override
            public void logsIn(Path directory) {
                Console.this.logsIn(directory);
            }
        };
    }

    /** Tells a failure; an expected one in its own words, any other one with where to look. */
    void fail(Exception e) {
        switch (e) {
            case BackingException expected -> err.println("capsule: " + expected.getMessage());
            case ClientException expected -> err.println("capsule: " + expected.getMessage());
            case StateException expected -> err.println("capsule: " + expected.getMessage());
            default -> {
                ROOT.log(Level.SEVERE, "unexpected failure", e);
                err.println("capsule: unexpected failure: " + e + (log == null ? "" : "\nMore about it is in " + log));
            }
        }
        err.flush();
    }
}
