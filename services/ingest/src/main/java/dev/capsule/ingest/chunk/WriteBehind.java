package dev.capsule.ingest.chunk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has the kernel begin to write what has come in, so that the flush at the end of a file finds little left and the last
 * chunk need not wait much longer than the others. It calls sync_file_range(2) where there is one: unlike a flush ahead of
 * time, that neither waits for the disk nor takes a write error away from the flush that counts. Nothing depends on it.
 */
@ApplicationScoped
class WriteBehind {
    /** Bytes of a file after which it is done again. */
    private static final long STEP = 4L * 1024 * 1024;

    private static final int WAITING = 256;
    private static final int O_WRONLY = 1;
    private static final int SYNC_FILE_RANGE_WRITE = 2;
    private static final Logger LOG = Logger.getLogger(WriteBehind.class);

    private final @Nullable MethodHandle open = function("open", ADDRESS, JAVA_INT);
    private final @Nullable MethodHandle sync = function("sync_file_range", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private final @Nullable MethodHandle close = function("close", JAVA_INT);
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("write-behind").daemon().factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    @PreDestroy
    void stop() {
        thread.shutdown();
    }

    /** A chunk of the file was written, and may be one more of many. */
    void written(Path file, ChunkStore.Chunk chunk) {
        if (sync != null && chunk.offset() / STEP != chunk.end() / STEP) {
            thread.execute(() -> begin(file));
        }
    }

    private void begin(Path file) {
        if (open == null || sync == null || close == null) {
            return;
        }
        try (var arena = Arena.ofConfined()) {
            int descriptor = (int) open.invoke(arena.allocateFrom(file.toString()), O_WRONLY);
            if (descriptor >= 0) {
                // the whole file: what is clean already costs nothing
                int _ = (int) sync.invoke(descriptor, 0L, 0L, SYNC_FILE_RANGE_WRITE);
                int _ = (int) close.invoke(descriptor);
            }
        } catch (Throwable e) {
            LOG.debugf(e, "%s: not written ahead of time", file);
        }
    }

    /** A function of the C library that answers with an int; nothing where the platform has none of that name. */
    @SuppressWarnings("restricted")
    private static @Nullable MethodHandle function(String name, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(address -> linker.downcallHandle(address, FunctionDescriptor.of(JAVA_INT, arguments)))
                .orElse(null);
    }
}
