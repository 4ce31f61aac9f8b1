package dev.capsule.client.library;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.failure.ClientReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Only one process has a library open. The operating system lets go of the lock when the process ends, however it ends. */
final class LibraryLock implements AutoCloseable {
    private final FileChannel channel;

    private LibraryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws ClientException LIBRARY_LOCKED */
    static LibraryLock take(Path file) {
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return new LibraryLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("can't lock " + file, e);
        }
        throw new ClientException(
                ClientReason.LIBRARY_LOCKED,
                "The library is in use by another process; wait for it to end. Lock: " + file + ".");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("can't release the lock of the library", e);
        }
    }
}
