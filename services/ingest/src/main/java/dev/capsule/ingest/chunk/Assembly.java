package dev.capsule.ingest.chunk;

import dev.capsule.ingest.storage.StagedWriter;
import dev.capsule.ingest.storage.Staging;
import dev.capsule.protocol.id.UploadId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One upload as this process assembles it: who writes its file in place, and how far its hash is known.
 *
 * <p>The first request at the current offset writes {@code .bin} in place. Requests that race it write parts of their
 * own. Whoever has a whole chunk first takes the lock and wins: an owner of a part stops the writer in place for good
 * before its part is copied over. Everyone else has only written bytes beyond the acknowledged offset, which the next
 * chunk overwrites.
 */
final class Assembly {
    private final Staging staging;
    private final Path bin;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable InPlace writer;
    private @Nullable MessageDigest digest;
    private long acknowledged;
    private int users;

    Assembly(Staging staging, UploadId upload) {
        this.staging = staging;
        bin = staging.bin(upload);
        digest = dev.capsule.protocol.id.Sha256.digest();
    }

    ReentrantLock lock() {
        return lock;
    }

    /** State of the whole file's hash at an offset, if this process has hashed all bytes before it. */
    @Nullable
    MessageDigest digestAt(long offset) {
        lock.lock();
        try {
            return digest != null && acknowledged == offset ? Body.copy(digest) : null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The offset has moved on. The caller holds the lock.
     *
     * @param state of the whole file's hash there, where it is known
     */
    void acknowledged(long offset, @Nullable MessageDigest state) {
        acknowledged = offset;
        digest = state == null ? null : Body.copy(state);
    }

    /** Whether there is anything to remember. */
    boolean isWorthKeeping() {
        return acknowledged > 0 && digest != null;
    }

    /**
     * The right to write in place, if nobody has it and the offset, read from the database before, is still the current
     * one: acknowledged bytes are never written again.
     */
    @Nullable
    InPlace writeInPlace(long offset) throws IOException {
        lock.lock();
        try {
            if (writer != null || offset < acknowledged) {
                return null;
            }
            writer = new InPlace(staging.writer(bin), offset);
            return writer;
        } finally {
            lock.unlock();
        }
    }

    /** Puts a part where it belongs; whoever writes in place never writes again. The caller holds the lock. */
    void take(Part part, long offset) throws IOException {
        if (writer != null) {
            writer.stop();
            writer = null;
        }
        try (var source = FileChannel.open(part.file(), StandardOpenOption.READ);
                var target = FileChannel.open(bin, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long size = source.size();
            long position = 0;
            target.position(offset);
            while (position < size) {
                position += source.transferTo(position, size - position, target);
            }
        }
    }

    /** @return the number of requests that use this, after one more or one less */
    int use(int change) {
        users += change;
        return users;
    }

    /** Writes the file in place until it is stopped; from then on its bytes go nowhere. */
    final class InPlace implements Sink, AutoCloseable {
        private final StagedWriter file;
        private long position;
        private boolean stopped;

        private InPlace(StagedWriter file, long position) {
            this.file = file;
            this.position = position;
        }

        @Override
        public synchronized void write(ByteBuffer bytes) throws IOException {
            if (!stopped) {
                int length = bytes.remaining();
                file.write(bytes, position);
                position += length;
            }
        }

        private synchronized void stop() {
            stopped = true;
        }

        synchronized boolean isStopped() {
            return stopped;
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                if (writer == this) {
                    writer = null;
                }
            } finally {
                lock.unlock();
            }
            stop();
            file.close();
        }
    }

    /** A file of its own for a request that races another or brings the whole file. There with its first byte, gone when closed. */
    static final class Part implements Sink, AutoCloseable {
        private final Path file;
        private final StagedWriter writer;
        private long position;

        Part(Staging staging, UploadId upload) {
            file = staging.newPart(upload);
            writer = staging.writer(file);
        }

        Path file() {
            return file;
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            writer.write(bytes, position);
            position += length;
        }

        @Override
        public void close() throws IOException {
            writer.close();
            Files.deleteIfExists(file);
        }
    }
}
