package dev.capsule.protocol.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A second parser, lax and complete, must read the same values from whatever the strict one accepts. */
class CborDifferentialTest {
    private static final ObjectMapper LAX = new CBORMapper();
    private static final CborLimits LIMITS = CborLimits.ofBytes(1 << 20);

    @Property(tries = 5000)
    void shouldReadTheSame_whenBothAccept(@ForAll long seed) throws IOException {
        var item = new RandomCbor(seed).item();
        byte[] encoded = CborEncoder.encode(item);

        assertSame(item, LAX.readTree(encoded));
    }

    @Property(tries = 5000)
    void shouldNeverAcceptMore_thanTheLaxParser(@ForAll long seed) throws IOException {
        byte[] input = RandomCbor.noise(seed);
        Cbor item;
        try {
            item = CborDecoder.decode(input, LIMITS);
        } catch (CborException declared) {
            return;
        }
        assertSame(item, LAX.readTree(input));
    }

    private static void assertSame(Cbor strict, JsonNode lax) throws IOException {
        switch (strict) {
            case Cbor.Int(long value) -> {
                assertThat(lax.isIntegralNumber()).isTrue();
                assertThat(lax.bigIntegerValue()).isEqualTo(value);
            }
            case Cbor.Bstr(var value) -> assertThat(lax.binaryValue()).isEqualTo(value.toArray());
            case Cbor.Text(var value) -> {
                assertThat(lax.isTextual()).isTrue();
                assertThat(lax.textValue()).isEqualTo(value);
            }
            case Cbor.Bool(boolean value) -> assertThat(lax.booleanValue()).isEqualTo(value);
            case Cbor.FloatingPoint(double value) ->
                assertThat(Double.compare(lax.doubleValue(), value)).isZero();
            case Cbor.Array(var items) -> {
                assertThat(lax.isArray()).isTrue();
                assertThat(lax.size()).isEqualTo(items.size());
                for (int i = 0; i < items.size(); i++) {
                    assertSame(items.get(i), lax.get(i));
                }
            }
            case Cbor.MapItem map -> assertSameMap(map, lax);
        }
    }

    private static void assertSameMap(Cbor.MapItem map, JsonNode lax) throws IOException {
        assertThat(lax.isObject()).isTrue();
        var names = map.entries().stream().map(e -> name(e.getKey())).toList();
        // The lax parser makes text of integer keys, so that 7 and "7" fall together.
        if (List.copyOf(new java.util.LinkedHashSet<>(names)).equals(names)) {
            assertThat(lax.fieldNames()).toIterable().containsExactlyElementsOf(names);
            for (var entry : map.entries()) {
                assertSame(entry.getValue(), lax.get(name(entry.getKey())));
            }
        }
    }

    private static String name(Cbor key) {
        return key instanceof Cbor.Int(long value) ? Long.toString(value) : ((Cbor.Text) key).value();
    }
}
