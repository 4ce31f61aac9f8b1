package dev.capsule.ingest.chunk;

import dev.capsule.protocol.id.Sha256;
import java.io.IOException;
import java.io.InputStream;
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
     * @param buffer scratch space; the sink is given as much of it at once as has come in, up to all of it
     * @param progress told of every read, in bytes; may refuse
     */
    void pump(InputStream in, byte[] buffer, Sink sink, Pace pace, LongConsumer progress) throws IOException {
        boolean more = true;
        while (more && length <= stop) {
            int filled = 0;
            while (filled < buffer.length && length <= stop) {
                int read = in.read(buffer, filled, (int) Math.min(buffer.length - filled, stop + 1 - length));
                if (read < 0) {
                    more = false;
                    break;
                }
                progress.accept(read);
                length += read;
                filled += read;
                pace.check(length);
            }
            // the byte beyond the stop is counted, never taken
            int taken = exceeds() ? filled - 1 : filled;
            hash(buffer, taken);
            sink.write(buffer, taken);
        }
    }

    private void hash(byte[] buffer, int taken) {
        chunk.update(buffer, 0, taken);
        if (whole != null && whole != chunk) {
            whole.update(buffer, 0, taken);
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
