package dev.capsule.client.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Whole-file writes: a temporary file beside the target, fsync, rename, fsync of the directory (client-invariants 7). */
public final class AtomicFile {
    /** What unfinished files end in; the library removes old ones. */
    public static final String TEMPORARY = ".tmp";

    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private AtomicFile() {}

    public static void write(Path target, byte[] content) throws IOException {
        write(target, content, false);
    }

    /** Mode 0600 from before the first byte, where the file system has modes. */
    public static void writePrivate(Path target, byte[] content) throws IOException {
        write(target, content, true);
    }

    private static void write(Path target, byte[] content, boolean ownerOnly) throws IOException {
        var temporary = temporaryOf(target);
        Files.deleteIfExists(temporary);
        try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            if (ownerOnly) {
                restrict(temporary);
            }
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        publish(temporary, target);
    }

    public static Path temporaryOf(Path target) {
        return target.resolveSibling(target.getFileName() + TEMPORARY);
    }

    /** Renames a finished temporary file over its target and makes the rename durable. */
    public static void publish(Path temporary, Path target) throws IOException {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        var directory = target.getParent();
        if (directory != null) {
            syncDirectory(directory);
        }
    }

    public static void sync(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes renames and removals in a directory durable; a no-op where directories can't be opened (Windows). */
    public static void syncDirectory(Path directory) throws IOException {
        if (!isPosix(directory)) {
            return;
        }
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Mode 0700 for a directory of secrets. */
    public static void restrictDirectory(Path directory) throws IOException {
        if (isPosix(directory)) {
            Files.setPosixFilePermissions(
                    directory,
                    Set.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));
        }
    }

    /** An empty file of mode 0600, for others to fill; one that is there gets the mode. */
    static void createPrivate(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        restrict(file);
    }

    private static void restrict(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
