package dev.capsule.protocol.id;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** An immutable byte string with value equality. Copies in and out; prints its length only. */
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    public static Bytes of(byte[] value) {
        return new Bytes(value.clone());
    }

    public static Bytes ofHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    public int length() {
        return value.length;
    }

    public byte[] toArray() {
        return value.clone();
    }

    /** One byte as 0 to 255. */
    public int at(int index) {
        return value[index] & 0xff;
    }

    /** The bytes from {@code from} to before {@code to}. */
    public byte[] slice(int from, int to) {
        Objects.checkFromToIndex(from, to, value.length);
        return Arrays.copyOfRange(value, from, to);
    }

    /** Writes all bytes into {@code target} from {@code at} on. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(value, 0, target, at, value.length);
    }

    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    public Sha256 sha256() {
        return Sha256.hash(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "Bytes[" + value.length + "]";
    }
}
