package dev.capsule.ingest.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code .server/version}: which layout a root has. A root of another layout is not touched. */
final class ServerFiles {
    static final String LAYOUT = "1";

    private ServerFiles() {}

    /** @throws IllegalStateException if the root was made by a version with another layout */
    static void check(Path root) throws IOException {
        var directory = root.resolve(".server");
        Files.createDirectories(directory);
        var version = directory.resolve("version");
        String found = Files.exists(version) ? Files.readString(version).strip() : "";
        // empty: a start that was killed between creating and writing the file
        if (found.isEmpty()) {
            Files.writeString(version, LAYOUT);
        } else if (!found.equals(LAYOUT)) {
            throw new IllegalStateException("the blob store at " + root + " has layout '" + found + "', not " + LAYOUT);
        }
    }
}
