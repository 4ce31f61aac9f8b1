package dev.capsule.protocol.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CborPropertiesTest {
    private static final CborLimits LIMITS = CborLimits.ofBytes(1 << 20);

    @Property(tries = 5000)
    void shouldComeBack_whenEncodedAndDecoded(@ForAll long seed) {
        var item = new RandomCbor(seed).item();
        byte[] encoded = CborEncoder.encode(item);

        assertThat(CborDecoder.decode(encoded, LIMITS)).isEqualTo(item);
    }

    @Property(tries = 5000)
    void shouldOrderAsTheEncodings_whenKeysAreCompared(@ForAll long seed) {
        var map = new RandomCbor(seed).map();
        byte[] last = null;
        for (var entry : map.entries()) {
            byte[] key = CborEncoder.encode(entry.getKey());
            if (last != null) {
                assertThat(Arrays.compareUnsigned(last, key)).isNegative();
            }
            last = key;
        }
    }

    @Property(tries = 5000)
    void shouldStayCanonicalOrBeRefused_whenMutated(@ForAll long seed) {
        byte[] mutated = mutate(CborEncoder.encode(new RandomCbor(seed).item()), new Random(~seed));

        assertCanonicalOrRefused(mutated);
    }

    @Property(tries = 5000)
    void shouldStayCanonicalOrBeRefused_whenRandom(@ForAll long seed) {
        assertCanonicalOrRefused(RandomCbor.noise(seed));
    }

    private static void assertCanonicalOrRefused(byte[] input) {
        Cbor item;
        try {
            item = CborDecoder.decode(input, LIMITS);
        } catch (CborException declared) {
            return;
        }
        assertThat(CborEncoder.encode(item)).isEqualTo(input);
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutated = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, bytes.length + random.nextInt(3) - 1) : bytes;
        for (int i = random.nextInt(3); i >= 0 && mutated.length > 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        return mutated;
    }
}
