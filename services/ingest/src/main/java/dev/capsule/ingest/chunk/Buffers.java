package dev.capsule.ingest.chunk;

import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;

/** Scratch space of PATCH requests, used again: arrays of this size would each go to the old generation of the heap. */
final class Buffers {
    /** Large enough that hashing and writing outweigh the calls for them. */
    static final int SIZE = 256 * 1024;

    /** More are made when needed and then forgotten. */
    private static final int KEPT = 32;

    private final ArrayBlockingQueue<byte[]> free = new ArrayBlockingQueue<>(KEPT);

    /** Holds what others have written into it before. */
    Buffer take() {
        byte[] bytes = free.poll();
        return new Buffer(Objects.requireNonNullElseGet(bytes, () -> new byte[SIZE]));
    }

    /** Held by one request. */
    final class Buffer implements AutoCloseable {
        private final byte[] bytes;

        private Buffer(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            var unused = free.offer(bytes);
        }
    }
}
