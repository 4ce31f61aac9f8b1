package dev.capsule.protocol.cbor;

import dev.capsule.protocol.id.Bytes;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Random items of the whole subset, leaning to the edges of each head. */
final class RandomCbor {
    private static final int[] TEXT = {
        0x00, 0x61, 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff
    };

    private final RandomGenerator random;

    RandomCbor(long seed) {
        random = new Random(seed);
    }

    /** Bytes that begin like CBOR more often than random ones do. */
    static byte[] noise(long seed) {
        var random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(40)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextBoolean() ? random.nextInt(8) << 5 | random.nextInt(4) : random.nextInt());
        }
        return bytes;
    }

    Cbor item() {
        return item(3);
    }

    Cbor.MapItem map() {
        return map(2);
    }

    private Cbor item(int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0, 1 -> integer();
            case 2 -> text();
            case 3 -> bytes();
            case 4 -> Cbor.of(random.nextBoolean());
            case 5 -> floating();
            case 6 ->
                new Cbor.Array(IntStream.range(0, random.nextInt(6))
                        .mapToObj(i -> item(depth - 1))
                        .toList());
            default -> map(depth - 1);
        };
    }

    private Cbor.MapItem map(int depth) {
        var builder = new CborMapBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            var key = random.nextBoolean() ? integer() : text();
            if (builder.build().entries().stream().noneMatch(e -> e.getKey().equals(key))) {
                builder.put(key, item(depth));
            }
        }
        return builder.build();
    }

    private Cbor integer() {
        long value = random.nextLong() >>> random.nextInt(64);
        long edge = 1L << random.nextInt(64);
        return switch (random.nextInt(5)) {
            case 0 -> Cbor.of(random.nextInt(-30, 300));
            case 1 -> Cbor.of(edge - random.nextInt(2));
            case 2 -> Cbor.of(~edge + random.nextInt(2));
            case 3 -> Cbor.of(~value);
            default -> Cbor.of(value);
        };
    }

    private Cbor text() {
        var text = new StringBuilder();
        for (int i = length(); i > 0; i--) {
            text.appendCodePoint(TEXT[random.nextInt(TEXT.length)]);
        }
        return Cbor.of(text.toString());
    }

    private Cbor bytes() {
        byte[] bytes = new byte[length()];
        random.nextBytes(bytes);
        return new Cbor.Bstr(Bytes.of(bytes));
    }

    private int length() {
        return random.nextInt(20) == 0 ? 200 + random.nextInt(200) : random.nextInt(30);
    }

    private Cbor floating() {
        return new Cbor.FloatingPoint(
                switch (random.nextInt(3)) {
                    case 0 -> Float.float16ToFloat((short) random.nextInt());
                    case 1 -> Float.intBitsToFloat(random.nextInt());
                    default -> Double.longBitsToDouble(random.nextLong());
                });
    }
}
