package dev.capsule.ingest.chunk;

import dev.capsule.protocol.id.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one PATCH, read to its end or to the byte stop, in constant memory: hashed as a chunk, hashed on as part of
 * the whole file where the state before it is known, and written to a sink.
 */
final class Body {
    private final long stop;
    private final MessageDigest chunk;
    private final @Nullable MessageDigest whole;
    private long length;

    /**
     * @param stop most bytes that are taken; one more is read to know that there is more
     * @param whole state of the whole file's hash before this chunk; is advanced
     * @param fromStart whether this chunk starts the file, so that both hashes are one
     */
    Body(long stop, @Nullable MessageDigest whole, boolean fromStart) {
        this.stop = stop;
        this.whole = whole;
        chunk = fromStart && whole != null ? whole : Sha256.digest();
    }

    /**
     * @param block is filled and given to the sink, again and again
     * @param progress told of every piece, in bytes; may refuse
     */
    void pump(Pieces in, ByteBuffer block, Sink sink, Pace pace, LongConsumer progress) throws IOException {
        var piece = in.next();
        while (piece != null) {
            progress.accept(piece.remaining());
            long room = stop - length;
            if (piece.remaining() > room) {
                // the byte beyond the stop is counted, never taken
                length++;
                piece.limit(piece.position() + (int) room);
            }
            length += piece.remaining();
            pace.check(length);
            hash(piece);
            fill(block, piece, sink);
            piece = exceeds() ? null : in.next();
        }
        sink.write(block.flip());
    }

    private static void fill(ByteBuffer block, ByteBuffer piece, Sink sink) throws IOException {
        while (piece.hasRemaining()) {
            int count = Math.min(block.remaining(), piece.remaining());
            block.put(block.position(), piece, piece.position(), count).position(block.position() + count);
            piece.position(piece.position() + count);
            if (!block.hasRemaining()) {
                sink.write(block.flip());
                block.clear();
            }
        }
    }

    private void hash(ByteBuffer piece) {
        chunk.update(piece.duplicate());
        if (whole != null && whole != chunk) {
            whole.update(piece.duplicate());
        }
    }

    /** Bytes read: at most one more than the stop. */
    long length() {
        return length;
    }

    /** Whether there were more bytes than may be taken; the hashes are those of the beginning then. */
    boolean exceeds() {
        return length > stop;
    }

    /** Hash of what was taken. */
    Sha256 hash() {
        return Sha256.of(copy(chunk).digest());
    }

    /** State of the whole file's hash after this chunk, where it was known before it. */
    @Nullable
    MessageDigest whole() {
        return whole;
    }

    static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of this Java platform can't be copied", e);
        }
    }
}
