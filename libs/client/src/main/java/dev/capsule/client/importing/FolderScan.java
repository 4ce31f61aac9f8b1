package dev.capsule.client.importing;

import dev.capsule.client.failure.ClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The files below a folder, in the order of their paths. Links are not followed, so nothing outside is taken in.
 *
 * @param files regular files
 * @param skipped what is neither a folder nor a readable regular file
 */
record FolderScan(List<SourceFile> files, List<SkippedFile> skipped) {

    /** @param modified Unix milliseconds */
    record SourceFile(Path path, long size, long modified) {}

    long bytes() {
        return files.stream().mapToLong(SourceFile::size).sum();
    }

    /** @param except a folder to leave out: the library itself, if it lies within */
    static FolderScan of(Path folder, Path except) {
        if (!Files.isDirectory(folder)) {
            throw new ClientException("FOLDER_MISSING", "There is no folder " + folder + ".");
        }
        var files = new ArrayList<SourceFile>();
        var skipped = new ArrayList<SkippedFile>();
        try {
            Files.walkFileTree(folder.toAbsolutePath().normalize(), new Collector(except, files, skipped));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + folder, e);
        }
        files.sort(java.util.Comparator.comparing(SourceFile::path));
        return new FolderScan(List.copyOf(files), List.copyOf(skipped));
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path except;
        private final List<SourceFile> files;
        private final List<SkippedFile> skipped;

        Collector(Path except, List<SourceFile> files, List<SkippedFile> skipped) {
            this.except = except;
            this.files = files;
            this.skipped = skipped;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return directory.equals(except) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                files.add(new SourceFile(
                        file, attributes.size(), attributes.lastModifiedTime().toMillis()));
            } else {
                skipped.add(new SkippedFile(file, attributes.isSymbolicLink() ? "a link" : "not a regular file"));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            skipped.add(new SkippedFile(file, "not readable"));
            return FileVisitResult.CONTINUE;
        }
    }
}
