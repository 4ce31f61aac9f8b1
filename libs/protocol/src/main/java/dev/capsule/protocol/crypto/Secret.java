package dev.capsule.protocol.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** Key material or a token. Never prints itself; compared in constant time; leaves only through {@link #reveal}. */
public final class Secret implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] value;

    private Secret(byte[] value) {
        this.value = value;
    }

    public static Secret of(byte[] value) {
        return new Secret(value.clone());
    }

    /** Fresh bytes from the operating system's generator. */
    public static Secret random(int length) {
        byte[] value = new byte[length];
        RANDOM.nextBytes(value);
        return new Secret(value);
    }

    public int length() {
        return value.length;
    }

    /** A copy of the bytes. Call it only where they are used, and don't store the copy. */
    public byte[] reveal() {
        return value.clone();
    }

    /** Overwrites the bytes; the secret is zeros from then on. */
    @Override
    public void close() {
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(value, that.value);
    }

    @Override
    public int hashCode() {
        return value.length;
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
