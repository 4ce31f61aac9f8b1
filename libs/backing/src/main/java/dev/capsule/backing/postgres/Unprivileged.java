package dev.capsule.backing.postgres;

import dev.capsule.backing.BackingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How PostgreSQL is run as somebody it accepts: it refuses root, and a user id without a name (as containers are
 * given).
 */
enum Unprivileged {
    /** An ordinary user: as is. */
    AS_IS,
    /** In a user namespace of its own, in which it is nobody and its files are its own. */
    NAMESPACE,
    /** Root where namespaces are not allowed (Docker's default): as nobody that may reach root's directories. */
    NOBODY;

    private static final int NOBODY_ID = 65_534;

    private static @Nullable Unprivileged chosen;

    /** The first way that works here. */
    static synchronized Unprivileged choose() {
        if (chosen == null) {
            chosen = find();
        }
        return chosen;
    }

    List<String> command(List<String> command) {
        var whole = new ArrayList<>(prefix());
        whole.addAll(command);
        return whole;
    }

    /** Makes the empty directory of a new cluster, owned by who will run it. */
    void createDataDirectory(Path directory) throws IOException {
        Files.createDirectories(directory);
        if (this == NOBODY) {
            Files.setAttribute(directory, "unix:uid", NOBODY_ID);
            Files.setAttribute(directory, "unix:gid", NOBODY_ID);
        }
    }

    private List<String> prefix() {
        return switch (this) {
            case AS_IS -> List.of();
            case NAMESPACE -> List.of("unshare", "--user", "--");
            case NOBODY ->
                List.of(
                        "setpriv",
                        "--reuid=" + NOBODY_ID,
                        "--regid=" + NOBODY_ID,
                        "--clear-groups",
                        "--inh-caps=+dac_override",
                        "--ambient-caps=+dac_override",
                        "--");
        };
    }

    private static Unprivileged find() {
        boolean root = succeeds(List.of("/bin/sh", "-c", "[ \"$(id -u)\" -eq 0 ]"));
        if (!root && succeeds(List.of("/bin/sh", "-c", "id -un"))) {
            return AS_IS;
        }
        if (succeeds(NAMESPACE.command(List.of("true")))) {
            return NAMESPACE;
        }
        if (root && succeeds(NOBODY.command(List.of("true")))) {
            return NOBODY;
        }
        throw new BackingException("PostgreSQL does not run as root or as a user without a name, and this system has"
                + " neither user namespaces (unshare --user) nor setpriv: start Capsule as an ordinary user");
    }

    private static boolean succeeds(List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackingException("interrupted while starting PostgreSQL", e);
        }
    }
}
