package dev.capsule.backing.process;

import dev.capsule.backing.BackingException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A child process that never outlives this JVM, even when this JVM is killed with SIGKILL.
 *
 * <p>The child is started through a few lines of POSIX shell that leave a watcher behind and then become
 * the program ({@code exec}), so the process id is the program's own. The watcher reads the pipe whose
 * other end only this JVM holds; at its end (closed by {@link #stop}, or by the kernel when this JVM is
 * gone) it sends the stop signal, and SIGKILL {@value #WATCHER_GRACE_SECONDS} s later. A Ctrl-C on the
 * terminal does not reach the child: its owner decides the order in which things stop. A SIGTERM to the whole
 * process group, as supervisors send, does not end the watcher before its work is done.
 */
public final class Child {
    private static final int WATCHER_GRACE_SECONDS = 20;
    private static final String LAUNCH = """
            trap '' INT HUP
            signal=$1
            shift
            exec 3<&0 </dev/null
            (
              trap '' TERM
              exec >/dev/null 2>&1
              cat <&3
              kill -"$signal" $$
              i=0
              while [ $i -lt %d ] && kill -0 $$; do sleep 1; i=$((i + 1)); done
              [ $i -lt %d ] || kill -KILL $$
            ) &
            exec 3<&-
            if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; else exec "$@"; fi
            """.formatted(WATCHER_GRACE_SECONDS, WATCHER_GRACE_SECONDS);

    private final Command command;
    private final Process process;

    private Child(Command command, Process process) {
        this.command = command;
        this.process = process;
    }

    /** Starts it; returns as soon as the process exists. */
    public static Child start(Command command) {
        var line = new ArrayList<>(
                List.of("/bin/sh", "-c", LAUNCH, "sh", command.stop().name()));
        line.addAll(command.arguments());
        try {
            Files.createDirectories(command.log().toAbsolutePath().getParent());
            var builder = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(command.log().toFile()));
            builder.environment().putAll(command.environment());
            return new Child(command, builder.start());
        } catch (IOException e) {
            throw new BackingException("cannot start " + command.name() + ": " + e.getMessage(), e);
        }
    }

    public String name() {
        return command.name();
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Completes when the process has ended, with its exit code. */
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** SIGKILL, as a crash would be; returns once the process is gone. */
    public void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(10));
    }

    /** Asks it to stop, and kills it when it has not within {@code grace}. */
    public void stop(Duration grace) {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // the pipe breaks when the process has ended before: the state asked for
        }
        if (!await(grace)) {
            kill();
        }
    }

    /** The last lines of its log, for a message about a failed start. */
    public String logTail(int lines) {
        return LogTail.of(command.log(), lines);
    }

    private boolean await(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return false;
        }
    }
}
