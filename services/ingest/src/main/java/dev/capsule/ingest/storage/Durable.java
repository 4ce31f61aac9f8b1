package dev.capsule.ingest.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What makes a file or a name survive a power failure. */
public final class Durable {
    private Durable() {}

    /** Flushes the content of a file. */
    public static void file(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(false);
        }
    }

    /** Flushes the names in a directory. */
    static void directory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Creates missing directories down from an existing root; each new name is flushed. */
    static void directories(Path root, Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        var parent = directory.getParent();
        if (parent != null && !directory.equals(root)) {
            directories(root, parent);
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            return; // someone else made it, and flushes it
        }
        if (parent != null) {
            directory(parent);
        }
    }
}
