package dev.capsule.bench.ingest;

import dev.capsule.protocol.id.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Files that differ in their last bytes only: one template in memory, and every hash known before the clock runs, so
 * that making the load costs next to nothing while it is measured.
 */
final class Contents {
    private static final int TAIL = 16;

    private final Scenario scenario;
    private final ByteBuffer template;
    private final List<String> checksums = new ArrayList<>();
    private final MessageDigest wholeBeforeTail = Sha256.digest();
    private final MessageDigest lastChunkBeforeTail = Sha256.digest();
    private final SplittableRandom random;

    Contents(Scenario scenario, long seed) {
        this.scenario = scenario;
        random = new SplittableRandom(seed);
        byte[] bytes = new byte[scenario.fileBytes()];
        random.nextBytes(bytes);
        int last = (scenario.chunksPerFile() - 1) * scenario.chunkBytes();
        for (int offset = 0; offset < last; offset += scenario.chunkBytes()) {
            var digest = Sha256.digest();
            digest.update(bytes, offset, scenario.chunkBytes());
            checksums.add(Base64.getEncoder().encodeToString(digest.digest()));
        }
        wholeBeforeTail.update(bytes, 0, bytes.length - TAIL);
        lastChunkBeforeTail.update(bytes, last, bytes.length - TAIL - last);
        template = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
    }

    /** A file unlike all others. */
    Content next() {
        byte[] tail = new byte[TAIL];
        random.nextBytes(tail);
        return new Content(tail, finish(wholeBeforeTail, tail), finish(lastChunkBeforeTail, tail));
    }

    private static Sha256 finish(MessageDigest before, byte[] tail) {
        try {
            var digest = (MessageDigest) before.clone();
            return Sha256.of(digest.digest(tail));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of this Java platform can't be copied", e);
        }
    }

    /** One file. */
    final class Content {
        private final ByteBuffer tail;
        private final Sha256 hash;
        private final String lastChecksum;

        private Content(byte[] tail, Sha256 hash, Sha256 lastChunk) {
            this.tail = ByteBuffer.allocateDirect(TAIL).put(tail).flip().asReadOnlyBuffer();
            this.hash = hash;
            lastChecksum = Base64.getEncoder().encodeToString(lastChunk.bytes());
        }

        Sha256 hash() {
            return hash;
        }

        int size() {
            return scenario.fileBytes();
        }

        int chunks() {
            return scenario.chunksPerFile();
        }

        Chunk chunk(int index) {
            int offset = index * scenario.chunkBytes();
            boolean last = index == chunks() - 1;
            int length = last ? size() - offset : scenario.chunkBytes();
            return last
                    ? new Chunk(
                            offset,
                            length,
                            lastChecksum,
                            new ByteBuffer[] {template.slice(offset, length - TAIL), tail.duplicate()},
                            true)
                    : new Chunk(
                            offset,
                            length,
                            checksums.get(index),
                            new ByteBuffer[] {template.slice(offset, length)},
                            false);
        }
    }

    /**
     * @param checksum SHA-256 in base64
     * @param body direct buffers, this chunk's own
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Chunk(long offset, int length, String checksum, ByteBuffer[] body, boolean last) {}
}
