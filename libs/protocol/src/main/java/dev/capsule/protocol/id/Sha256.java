package dev.capsule.protocol.id;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 hash: content address, chain link, object hash. Text form: 64 lower-case hex digits. */
public final class Sha256 implements Comparable<Sha256> {
    public static final int LENGTH = 32;
    public static final Sha256 ZERO = new Sha256(new byte[LENGTH]);

    private final byte[] value;

    private Sha256(byte[] value) {
        this.value = value;
    }

    /** @throws IllegalArgumentException unless there are exactly 32 bytes */
    public static Sha256 of(byte[] value) {
        if (value.length != LENGTH) {
            throw new IllegalArgumentException("a SHA-256 hash has 32 bytes, not " + value.length);
        }
        return new Sha256(value.clone());
    }

    /** @throws IllegalArgumentException unless the text is 64 lower-case hex digits */
    public static Sha256 parse(String hex) {
        if (hex.length() != 2 * LENGTH || !hex.equals(hex.toLowerCase(java.util.Locale.ROOT))) {
            throw new IllegalArgumentException("a hash is 64 lower-case hex digits");
        }
        return new Sha256(HexFormat.of().parseHex(hex));
    }

    public static Sha256 hash(byte[]... parts) {
        var digest = digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return new Sha256(digest.digest());
    }

    /** A new digest for incremental hashing; every Java platform must provide SHA-256. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks SHA-256", e);
        }
    }

    public byte[] bytes() {
        return value.clone();
    }

    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    @Override
    public int compareTo(Sha256 other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return (value[0] & 0xff) << 24 | (value[1] & 0xff) << 16 | (value[2] & 0xff) << 8 | (value[3] & 0xff);
    }

    @Override
    public String toString() {
        return hex();
    }
}
