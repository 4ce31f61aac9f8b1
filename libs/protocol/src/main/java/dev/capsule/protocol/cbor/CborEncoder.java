package dev.capsule.protocol.cbor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Canonical encoder. Ours because the generator beneath the decoder splits long text into indefinite-length chunks and
 * has no half floats, both of which the deterministic form forbids.
 */
public final class CborEncoder {
    private byte[] out;
    private int length;

    private CborEncoder(int expectedLength) {
        out = new byte[expectedLength];
    }

    public static byte[] encode(Cbor item) {
        return encode(item, 256);
    }

    /** @param expectedLength saves growing when it is right; at least 1 */
    static byte[] encode(Cbor item, int expectedLength) {
        var encoder = new CborEncoder(expectedLength);
        encoder.write(item);
        return encoder.length == encoder.out.length ? encoder.out : Arrays.copyOf(encoder.out, encoder.length);
    }

    private void write(Cbor item) {
        switch (item) {
            case Cbor.Int(long value) -> head(value < 0 ? 1 : 0, value < 0 ? ~value : value);
            case Cbor.Bstr(var value) -> {
                head(2, value.length());
                int at = reserve(value.length());
                value.copyTo(out, at);
            }
            case Cbor.Text(var value) -> {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                head(3, bytes.length);
                int at = reserve(bytes.length);
                System.arraycopy(bytes, 0, out, at, bytes.length);
            }
            case Cbor.Array(var items) -> {
                head(4, items.size());
                items.forEach(this::write);
            }
            case Cbor.MapItem(var entries) -> {
                head(5, entries.size());
                entries.forEach(entry -> {
                    write(entry.getKey());
                    write(entry.getValue());
                });
            }
            case Cbor.Bool(boolean value) -> bigEndian(value ? 0xf5 : 0xf4, 1);
            case Cbor.FloatingPoint(double value) -> writeFloat(value);
        }
    }

    private void head(int major, long argument) {
        int type = major << 5;
        if (argument < 24) {
            bigEndian(type | argument, 1);
        } else if (argument < 0x100) {
            head(type | 24, argument, 1);
        } else if (argument < 0x1_0000) {
            head(type | 25, argument, 2);
        } else if (argument < 0x1_0000_0000L) {
            head(type | 26, argument, 4);
        } else {
            head(type | 27, argument, 8);
        }
    }

    private void writeFloat(double value) {
        float single = (float) value;
        if (Double.isNaN(value)) {
            head(0xf9, 0x7e00, 2);
        } else if (single != value) {
            head(0xfb, Double.doubleToRawLongBits(value), 8);
        } else if (Float.float16ToFloat(Float.floatToFloat16(single)) == single) {
            head(0xf9, Float.floatToFloat16(single), 2);
        } else {
            head(0xfa, Float.floatToRawIntBits(single), 4);
        }
    }

    private void head(int initial, long argument, int bytes) {
        bigEndian(initial, 1);
        bigEndian(argument, bytes);
    }

    /** The low {@code bytes} bytes of the value. */
    private void bigEndian(long value, int bytes) {
        int at = reserve(bytes);
        for (int i = bytes - 1; i >= 0; i--) {
            out[at + i] = (byte) (value >>> (8 * (bytes - 1 - i)));
        }
    }

    /** Makes room, in another array where the old one is full, and returns where it starts. */
    private int reserve(int bytes) {
        int at = length;
        length = Math.addExact(length, bytes);
        if (length > out.length) {
            out = Arrays.copyOf(out, Math.max(length, (int) Math.min(2L * out.length, Integer.MAX_VALUE - 8)));
        }
        return at;
    }
}
