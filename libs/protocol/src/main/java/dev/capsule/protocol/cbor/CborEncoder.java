package dev.capsule.protocol.cbor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Canonical encoder. Ours because the generator beneath the decoder splits long text into indefinite-length chunks and
 * has no half floats, both of which the deterministic form forbids.
 */
public final class CborEncoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    private CborEncoder() {}

    public static byte[] encode(Cbor item) {
        var encoder = new CborEncoder();
        encoder.write(item);
        return encoder.out.toByteArray();
    }

    private void write(Cbor item) {
        switch (item) {
            case Cbor.Int(long value) -> head(value < 0 ? 1 : 0, value < 0 ? ~value : value);
            case Cbor.Bstr(var value) -> {
                byte[] bytes = value.toArray();
                head(2, bytes.length);
                out.writeBytes(bytes);
            }
            case Cbor.Text(var value) -> {
                byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
                head(3, bytes.length);
                out.writeBytes(bytes);
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
            case Cbor.Bool(boolean value) -> out.write(value ? 0xf5 : 0xf4);
            case Cbor.FloatingPoint(double value) -> writeFloat(value);
        }
    }

    private void head(int major, long argument) {
        int type = major << 5;
        if (argument < 24) {
            out.write(type | (int) argument);
        } else if (argument < 0x100) {
            out.write(type | 24);
            bigEndian(argument, 1);
        } else if (argument < 0x1_0000) {
            out.write(type | 25);
            bigEndian(argument, 2);
        } else if (argument < 0x1_0000_0000L) {
            out.write(type | 26);
            bigEndian(argument, 4);
        } else {
            out.write(type | 27);
            bigEndian(argument, 8);
        }
    }

    private void writeFloat(double value) {
        float single = (float) value;
        if (Double.isNaN(value)) {
            out.write(0xf9);
            bigEndian(0x7e00, 2);
        } else if (single != value) {
            out.write(0xfb);
            bigEndian(Double.doubleToRawLongBits(value), 8);
        } else if (Float.float16ToFloat(Float.floatToFloat16(single)) == single) {
            out.write(0xf9);
            bigEndian(Float.floatToFloat16(single) & 0xffffL, 2);
        } else {
            out.write(0xfa);
            bigEndian(Float.floatToRawIntBits(single) & 0xffff_ffffL, 4);
        }
    }

    private void bigEndian(long value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }
}
