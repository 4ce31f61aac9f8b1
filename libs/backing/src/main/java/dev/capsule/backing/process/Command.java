package dev.capsule.backing.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to start a {@link Child}.
 *
 * @param name what a person calls it, for messages
 * @param arguments program and its arguments
 * @param environment added to (and overriding) this process's environment
 * @param log file that takes standard output and standard error, appended to
 * @param stop the signal that asks it to stop in good order
 */
public record Command(String name, List<String> arguments, Map<String, String> environment, Path log, StopSignal stop) {
    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
    }

    /** Signals that end a process in good order. */
    public enum StopSignal {
        /** For JVMs: runs the shutdown hooks. */
        TERM,
        /** For PostgreSQL: "fast" shutdown, which does not wait for clients to leave. */
        INT
    }

    /** The arguments may hold secrets (system properties), so they stay out. */
    @Override
    public String toString() {
        return "Command[" + name + "]";
    }
}
