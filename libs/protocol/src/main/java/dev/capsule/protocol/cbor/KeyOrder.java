package dev.capsule.protocol.cbor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order of map keys: bytewise by encoding (RFC 8949 section 4.2.1). Told from the values, without encoding: shortest
 * heads make unsigned integers, then negative ones by distance from zero, then text by length and bytes.
 */
enum KeyOrder implements Comparator<Cbor> {
    CANONICAL;

    @Override
    public int compare(Cbor left, Cbor right) {
        requireKey(left);
        requireKey(right);
        return switch (left) {
            case Cbor.Int(long l) when right instanceof Cbor.Int(long r) -> compareIntegers(l, r);
            case Cbor.Text(var l) when right instanceof Cbor.Text(var r) -> compareTexts(l, r);
            case Cbor.Int i -> -1;
            case Cbor.Text t -> 1;
            case Cbor.Bstr b -> throw notAKey();
            case Cbor.Bool b -> throw notAKey();
            case Cbor.FloatingPoint f -> throw notAKey();
            case Cbor.Array a -> throw notAKey();
            case Cbor.MapItem m -> throw notAKey();
        };
    }

    /** @throws IllegalArgumentException unless the item is an integer or text */
    static void requireKey(Cbor key) {
        if (!(key instanceof Cbor.Int || key instanceof Cbor.Text)) {
            throw notAKey();
        }
    }

    private static int compareIntegers(long left, long right) {
        boolean sameSign = left < 0 == right < 0;
        return sameSign && left < 0
                ? Long.compare(right, left)
                : sameSign ? Long.compare(left, right) : left < 0 ? 1 : -1;
    }

    private static int compareTexts(String left, String right) {
        byte[] l = left.getBytes(StandardCharsets.UTF_8);
        byte[] r = right.getBytes(StandardCharsets.UTF_8);
        return l.length != r.length ? Integer.compare(l.length, r.length) : Arrays.compareUnsigned(l, r);
    }

    private static IllegalArgumentException notAKey() {
        return new IllegalArgumentException("a map key is an integer or text");
    }
}
