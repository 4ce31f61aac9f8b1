package dev.capsule.ingest.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes one staged file. Whole blocks go past the page cache where the file system lets them (O_DIRECT): the copy into the
 * cache costs as much as both hashes, and leaves the last chunk of a file to wait until all of it is on the disk. What
 * does not fill a block, and what is too little to wait for the disk, goes through the cache. For one thread at a time.
 */
public final class StagedWriter implements AutoCloseable {
    /** What every file system is content with that can write past the cache at all. */
    public static final int ALIGNMENT = 4096;

    /** Bytes below which a write through the cache costs less than waiting for the disk. */
    private static final int WORTH_WAITING = 64 * 1024;

    /** O_DIRECT, by its name: the compiler warns of the class, and not every Java platform has it. */
    private static final Optional<OpenOption> DIRECT = direct();

    private static final Logger LOG = Logger.getLogger(StagedWriter.class);

    private final Path file;
    private final boolean pastCache;
    private @Nullable FileChannel direct;
    private @Nullable FileChannel cached;

    StagedWriter(Path file, boolean pastCache) {
        this.file = file;
        this.pastCache = pastCache;
    }

    private static Optional<OpenOption> direct() {
        try {
            var option = Class.forName("com.sun.nio.file.ExtendedOpenOption").getField("DIRECT");
            return Optional.of((OpenOption) option.get(null));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    /** Whether the file system of a directory takes such writes at {@link #ALIGNMENT}; found out by one. */
    static boolean canGoPastCache(Path directory) throws IOException {
        if (DIRECT.isEmpty()) {
            return false;
        }
        var trial = Files.createTempFile(directory, "direct", ".trial");
        try (var writer = new StagedWriter(trial, true)) {
            writer.write(memory(WORTH_WAITING), 0);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.infof("%s: every write goes through the page cache (%s)", directory, e.getMessage());
            return false;
        } finally {
            Files.deleteIfExists(trial);
        }
    }

    /** Memory such as {@link #write} wants it; given back when nobody refers to it any more. */
    public static ByteBuffer memory(int size) {
        return ByteBuffer.allocateDirect(size + ALIGNMENT)
                .alignedSlice(ALIGNMENT)
                .slice(0, size);
    }

    /**
     * Writes all that remains of the bytes.
     *
     * @param bytes direct memory at a multiple of {@link #ALIGNMENT}
     */
    public void write(ByteBuffer bytes, long position) throws IOException {
        int remaining = bytes.remaining();
        boolean past = pastCache && remaining >= WORTH_WAITING && position % ALIGNMENT == 0;
        int whole = past ? remaining - remaining % ALIGNMENT : 0;
        int end = bytes.limit();
        if (whole > 0) {
            direct = writeAll(direct, bytes.limit(bytes.position() + whole), position, DIRECT.orElseThrow());
        }
        if (whole < remaining) {
            cached = writeAll(cached, bytes.limit(end), position + whole);
        }
    }

    private FileChannel writeAll(@Nullable FileChannel open, ByteBuffer bytes, long position, OpenOption... how)
            throws IOException {
        var channel = open != null ? open : open(file, how);
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        return channel;
    }

    private static FileChannel open(Path file, OpenOption... how) throws IOException {
        var options = new HashSet<>(List.of(how));
        options.add(StandardOpenOption.CREATE);
        options.add(StandardOpenOption.WRITE);
        return FileChannel.open(file, options);
    }

    @Override
    public void close() throws IOException {
        try (var _ = direct;
                var _ = cached) {
            // both, whatever the first does
        }
    }
}
