package dev.capsule.protocol.crypto;

import dev.capsule.protocol.id.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * The STREAM construction over AES-256-GCM (wire-formats 1): plaintext chunks of 65,520 bytes, nonce = prefix(7) ‖
 * counter BE32 ‖ last flag. Memory is two chunks, whatever the size of the file.
 */
public final class StreamCipher {
    public static final int PLAIN_CHUNK = 65_520;
    public static final int SEALED_CHUNK = PLAIN_CHUNK + AesGcm.TAG_LENGTH;
    public static final int PREFIX_LENGTH = 7;
    /** Counter limit 2^32 − 1 chunks. */
    public static final long MAX_PLAINTEXT = 0xffff_ffffL * PLAIN_CHUNK;

    private final Secret key;
    private final byte[] prefix;

    /** @param prefix 7 fresh random bytes on every encryption; never used twice with the same key */
    public StreamCipher(Secret key, Bytes prefix) {
        if (key.length() != AesGcm.KEY_LENGTH || prefix.length() != PREFIX_LENGTH) {
            throw new IllegalArgumentException("STREAM takes a key of 32 and a prefix of 7 bytes");
        }
        this.key = key;
        this.prefix = prefix.toArray();
    }

    /** Bytes of ciphertext for a plaintext of that many bytes. */
    public static long sealedSize(long plaintextSize) {
        if (plaintextSize < 0 || plaintextSize > MAX_PLAINTEXT) {
            throw new IllegalArgumentException("plaintext size out of range");
        }
        return plaintextSize + AesGcm.TAG_LENGTH * chunks(plaintextSize);
    }

    private static long chunks(long plaintextSize) {
        return Math.max(1, (plaintextSize + PLAIN_CHUNK - 1) / PLAIN_CHUNK);
    }

    /** Reads to the end of {@code plaintext}; returns the number of plaintext bytes. */
    public long seal(InputStream plaintext, OutputStream sealed) throws IOException {
        byte[] current = plaintext.readNBytes(PLAIN_CHUNK);
        long size = 0;
        for (long counter = 0; ; counter++) {
            // A full chunk is the last one if nothing follows: no extra empty chunk at an exact multiple.
            byte[] following = current.length < PLAIN_CHUNK ? new byte[0] : plaintext.readNBytes(PLAIN_CHUNK);
            boolean last = following.length == 0;
            sealed.write(AesGcm.seal(key, nonce(counter, last), current));
            size += current.length;
            if (last) {
                return size;
            }
            current = following;
        }
    }

    /**
     * Decrypts the whole stream. Chunks are written as they verify: the caller discards the output on an exception.
     *
     * @throws DecryptionException on a flipped bit, a missing, reordered or additional chunk, or another size
     */
    public void open(InputStream sealed, long plaintextSize, OutputStream plaintext) throws IOException {
        long chunks = chunks(plaintextSize);
        long left = sealedSize(plaintextSize);
        for (long counter = 0; counter < chunks; counter++) {
            int length = (int) Math.min(SEALED_CHUNK, left);
            byte[] chunk = sealed.readNBytes(length);
            if (chunk.length != length) {
                throw new DecryptionException("ends too early");
            }
            plaintext.write(openChunk(chunk, counter, counter == chunks - 1));
            left -= length;
        }
        if (sealed.read() != -1) {
            throw new DecryptionException("bytes after the last chunk");
        }
    }

    /** Decrypts one chunk alone, for random access. */
    public byte[] openChunk(byte[] chunk, long counter, boolean last) {
        return AesGcm.open(key, nonce(counter, last), chunk);
    }

    private byte[] nonce(long counter, boolean last) {
        if (counter < 0 || counter >= 0xffff_ffffL) {
            throw new IllegalArgumentException("too many chunks");
        }
        return ByteBuffer.allocate(AesGcm.NONCE_LENGTH)
                .put(prefix)
                .putInt((int) counter)
                .put((byte) (last ? 1 : 0))
                .array();
    }
}
