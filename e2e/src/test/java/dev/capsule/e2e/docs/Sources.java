package dev.capsule.e2e.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The source files of all modules. What builds make is left out: other modules may be at work while this looks. */
final class Sources {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Sources() {}

    /** @param part of the path, such as {@code src/test} */
    static List<Path> of(String part, String end) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return isMade(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().contains(part) && file.toString().endsWith(end)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static boolean isMade(Path directory) {
        var name = directory.getFileName().toString();
        return !directory.equals(ROOT) && (name.equals("target") || name.startsWith("."));
    }
}
