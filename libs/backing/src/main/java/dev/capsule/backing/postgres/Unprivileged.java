package dev.capsule.backing.postgres;

import dev.capsule.backing.BackingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL refuses to run as root. Root runs it in a user namespace of its own in which it is nobody;
 * anyone else runs it as is.
 */
final class Unprivileged {
    private static final List<String> NAMESPACE = List.of("unshare", "--user", "--");

    private Unprivileged() {}

    static List<String> command(List<String> command) {
        if (!isRoot()) {
            return command;
        }
        if (exitCode(List.of("unshare", "--user", "--", "true")) != 0) {
            throw new BackingException("PostgreSQL does not run as root, and this system allows no user namespaces"
                    + " (unshare --user): start Capsule as an ordinary user");
        }
        var wrapped = new ArrayList<>(NAMESPACE);
        wrapped.addAll(command);
        return wrapped;
    }

    private static boolean isRoot() {
        return exitCode(List.of("/bin/sh", "-c", "[ \"$(id -u)\" -eq 0 ]")) == 0;
    }

    private static int exitCode(List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor();
        } catch (IOException e) {
            return 127;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackingException("interrupted while starting PostgreSQL", e);
        }
    }
}
