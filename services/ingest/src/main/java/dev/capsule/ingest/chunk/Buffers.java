package dev.capsule.ingest.chunk;

import dev.capsule.ingest.storage.StagedWriter;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;

/** Memory of PATCH requests outside the heap, used again: the platform gives it back only when it collects garbage. */
final class Buffers {
    /** Bytes. Large enough that the disk outweighs the calls for it. */
    static final int SIZE = 256 * 1024;

    private final ArrayBlockingQueue<ByteBuffer> free;

    /** @param most that are in use at once; as many are kept */
    Buffers(int most) {
        free = new ArrayBlockingQueue<>(most);
    }

    /** Holds what others have written into it before. */
    Buffer take() {
        var bytes = free.poll();
        return new Buffer(Objects.requireNonNullElseGet(bytes, () -> StagedWriter.memory(SIZE))
                .clear());
    }

    /** Held by one request. */
    final class Buffer implements AutoCloseable {
        private final ByteBuffer bytes;

        private Buffer(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        ByteBuffer bytes() {
            return bytes;
        }

        @Override
        public void close() {
            var unused = free.offer(bytes);
        }
    }
}
