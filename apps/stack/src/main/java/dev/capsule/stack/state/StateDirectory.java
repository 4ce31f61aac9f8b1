package dev.capsule.stack.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;

/**
 * Where a stack keeps everything: {@code pg/}, {@code kafka/}, {@code blobs/}, {@code logs/}, secrets and
 * {@code state.json}.
 *
 * <p>The marker file says that Capsule made the directory and whether PostgreSQL and Kafka were created in
 * it: {@code creating}, then {@code complete}. What is marked {@code creating} when a stack opens it was left by a first
 * start that did not finish; nobody's data is in it, but only the user decides to wipe it.
 */
public final class StateDirectory implements AutoCloseable {
    static final String MARKER = "capsule-state";
    private static final List<String> WHOLE = List.of("pg/PG_VERSION", "kafka/meta.properties", Secrets.FILE);
    private static final String CREATING = "1 creating\n";
    private static final String COMPLETE = "1 complete\n";

    private final Path root;
    private final StateLock lock;

    private StateDirectory(Path root, StateLock lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Opens or creates it and takes its lock.
     *
     * @param fresh wipe what is there first
     * @throws StateException when another stack holds it, it is half-written, or it is not Capsule's
     */
    public static StateDirectory open(Path root, boolean fresh) {
        var directory = root.toAbsolutePath().normalize();
        try {
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(directory)) {
                throw new StateException(directory + " is not a directory: use --state with another one");
            }
            if (Files.notExists(directory)) {
                Files.createDirectories(directory.getParent());
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            refuseForeign(directory);
            var lock = StateLock.take(directory);
            try {
                return new StateDirectory(directory, lock).prepare(fresh);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StateException("cannot use the state directory " + directory + ": " + e.getMessage(), e);
        }
    }

    /** To be called once PostgreSQL and Kafka have been created in it. */
    public void markComplete() {
        try {
            AtomicFile.write(root.resolve(MARKER), COMPLETE);
        } catch (IOException e) {
            throw new StateException("cannot write to " + root + ": " + e.getMessage(), e);
        }
    }

    public Path root() {
        return root;
    }

    /** A part of it, such as {@code pg}. */
    public Path path(String name) {
        return root.resolve(name);
    }

    public Path log(String name) {
        return root.resolve("logs").resolve(name + ".log");
    }

    @Override
    public void close() {
        lock.close();
    }

    private static void refuseForeign(Path directory) throws IOException {
        if (Files.exists(directory.resolve(MARKER))) {
            return;
        }
        try (var entries = Files.list(directory)) {
            if (entries.anyMatch(entry -> !entry.getFileName().toString().equals(StateLock.FILE))) {
                throw new StateException(directory + " holds files that Capsule did not make there:"
                        + " nothing was touched; use --state with another directory");
            }
        }
    }

    private StateDirectory prepare(boolean fresh) throws IOException {
        var marker = root.resolve(MARKER);
        if (fresh && Files.exists(marker)) {
            refuseUnknown(marker);
            wipe();
        }
        if (Files.notExists(marker)) {
            AtomicFile.write(marker, CREATING);
        } else {
            switch (Files.readString(marker)) {
                case COMPLETE -> refuseIncomplete();
                case CREATING ->
                    throw new StateException(
                            root + " is half-written: an earlier first start did not finish. Nothing of yours"
                                    + " is in it; start again with --fresh to wipe it");
                default ->
                    throw new StateException(root + " was made by another version of Capsule: use that version,"
                            + " --state with another directory, or --fresh to wipe it");
            }
        }
        Files.createDirectories(root.resolve("logs"));
        return this;
    }

    private void refuseIncomplete() {
        for (var name : WHOLE) {
            if (Files.notExists(root.resolve(name))) {
                throw new StateException(root + " is damaged: " + name + " is missing. Restore it from a backup,"
                        + " or start again with --fresh to wipe everything");
            }
        }
    }

    private void refuseUnknown(Path marker) throws IOException {
        if (!Files.readString(marker).matches("[0-9]+ (creating|complete)\n")) {
            throw new StateException(root + " does not look like a directory Capsule made: nothing was wiped");
        }
    }

    /** Everything but the lock; marked half-written while it goes on, so that it can be repeated. */
    private void wipe() throws IOException {
        var keep = root.resolve(StateLock.FILE);
        var marker = root.resolve(MARKER);
        AtomicFile.write(marker, CREATING);
        try (var paths = Files.walk(root)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(root) && !path.equals(keep) && !path.equals(marker)) {
                    Files.delete(path);
                }
            }
        }
        Files.deleteIfExists(marker);
    }
}
