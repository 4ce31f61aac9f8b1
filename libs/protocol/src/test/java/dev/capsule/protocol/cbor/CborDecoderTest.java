package dev.capsule.protocol.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not strict, canonical and bounded is refused. */
class CborDecoderTest {
    private static final CborLimits LIMITS = CborLimits.ofBytes(1 << 20);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "nothing at all, ''",
        "two items, 0000",
        "bytes after the end, a000",
        "integer in a longer head, 1817",
        "integer in three bytes, 1900ff",
        "integer in five bytes, 1a0000ffff",
        "integer in nine bytes, 1b00000000ffffffff",
        "negative in a longer head, 3817",
        "integer beyond 63 bits, 1b8000000000000000",
        "negative beyond 63 bits, 3b8000000000000000",
        "reserved additional information, 1c",
        "float in single that fits half, fa3fc00000",
        "float in double that fits half, fb3ff8000000000000",
        "float in double that fits single, fb40f86a0000000000",
        "NaN with a payload, f97e01",
        "NaN in single, fa7fc00000",
        "negative NaN, f9fe00",
        "indefinite bytes, 5f4101ff",
        "indefinite text, 7f6161ff",
        "indefinite array, 9f01ff",
        "indefinite map, bf0001ff",
        "indefinite array in an array, 819f01ff",
        "break alone, ff",
        "bytes with a longer head, 580101",
        "text with a longer head, 780161",
        "array with a longer head, 980101",
        "map with a longer head, b8010001",
        "tag, c101",
        "tag inside, 81c101",
        "tag on a map key, a1c10001",
        "self description, d9d9f700",
        "bignum, c24105",
        "negative bignum, c34105",
        "decimal fraction of a huge exponent, c4821a7fffffff01",
        "bigfloat, c5821a7fffffff01",
        "string reference, d90100826461616161d81900",
        "null, f6",
        "undefined, f7",
        "unassigned simple value, f0",
        "unassigned simple value in two bytes, f820",
        "false in two bytes, f814",
        "null in an array, 81f6",
        "ill-formed UTF-8, 61ff",
        "overlong UTF-8, 62c080",
        "surrogate in UTF-8, 63eda080",
        "UTF-8 beyond Unicode, 64f4908080",
        "UTF-8 cut, 61c3",
        "keys unsorted, a201000000",
        "keys duplicate, a200010002",
        "text keys unsorted, a2616200616100",
        "text keys duplicate, a2616100616100",
        "text before integer, a26161000000",
        "negative key before positive, a220000000",
        "duplicate inside a nested map, a100a200010002",
        "bytes as a key, a1410101",
        "boolean as a key, a1f501",
        "array as a key, a18001",
        "map as a key, a1a001",
        "float as a key, a1f93c0001",
        "null as a key, a1f601",
        "key in a longer head, a1180001",
        "key beyond 63 bits, a11b800000000000000001",
        "negative key beyond 63 bits, a13bffffffffffffffff01",
        "array too short, 8201",
        "map too short, a1",
        "map without value, a100",
        "bytes too short, 4201",
        "text too short, 6261",
        "integer too short, 19ff",
        "bytes of length 2^63, 5b8000000000000000",
        "bytes of length 2^63 - 1, 5b7fffffffffffffff",
        "bytes of length 2^31 - 1, 5a7fffffff",
        "text of length 2^63, 7b8000000000000000",
        "text of length 2^64 - 1, 7bffffffffffffffff",
        "array of 2^63, 9b8000000000000000",
        "array of 2^31, 9a80000000",
        "map of 2^63, bb8000000000000000",
        "map of 2^32 - 1, baffffffff"
    })
    void shouldRefuse_whenNotStrict(String defect, String hex) {
        byte[] input = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> CborDecoder.decode(input, LIMITS)).as(defect).isInstanceOf(CborException.class);
    }

    @Test
    void shouldTakeDepthSixteen_whenNested() {
        assertThatCode(() -> CborDecoder.decode(nested(16), LIMITS)).doesNotThrowAnyException();
        assertThatThrownBy(() -> CborDecoder.decode(nested(17), LIMITS)).isInstanceOf(CborException.class);
        assertThatCode(() -> CborDecoder.decode(nestedMaps(16), LIMITS)).doesNotThrowAnyException();
        assertThatThrownBy(() -> CborDecoder.decode(nestedMaps(17), LIMITS)).isInstanceOf(CborException.class);
    }

    @Test
    void shouldTake4096Items_whenArrayOrMap() {
        assertThatCode(() -> CborDecoder.decode(array(4096), LIMITS)).doesNotThrowAnyException();
        assertThatThrownBy(() -> CborDecoder.decode(array(4097), LIMITS)).isInstanceOf(CborException.class);
        assertThatCode(() -> CborDecoder.decode(map(4096), LIMITS)).doesNotThrowAnyException();
        assertThatThrownBy(() -> CborDecoder.decode(map(4097), LIMITS)).isInstanceOf(CborException.class);
    }

    @Test
    void shouldBoundItemsInAll_whenContainersMultiply() {
        var row = new Cbor.Array(Collections.nCopies(4095, Cbor.of(0)));
        byte[] full = CborEncoder.encode(new Cbor.Array(Collections.nCopies(64, row)));
        byte[] over = CborEncoder.encode(new Cbor.Array(Collections.nCopies(65, row)));

        assertThatCode(() -> CborDecoder.decode(full, LIMITS)).doesNotThrowAnyException();
        assertThatThrownBy(() -> CborDecoder.decode(over, LIMITS)).isInstanceOf(CborException.class);
    }

    @Test
    void shouldTakeTheLimit_whenInputIsExactlyAsLong() {
        byte[] input = CborEncoder.encode(Cbor.of(new byte[1000]));

        assertThatCode(() -> CborDecoder.decode(input, CborLimits.ofBytes(input.length)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> CborDecoder.decode(input, CborLimits.ofBytes(input.length - 1)))
                .isInstanceOf(CborException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 24, 255, 256, 65_535, 65_536, 249_999, 250_000, 250_001, 600_000})
    void shouldReadWholeStrings_whenLong(int length) {
        var text = Cbor.of("é".repeat(length / 2) + "x".repeat(length % 2));
        var bytes = Cbor.of(new byte[length]);
        var both = Cbor.array(text, bytes, text);
        var limits = CborLimits.ofBytes(4 << 20);

        assertThat(CborDecoder.decode(CborEncoder.encode(both), limits)).isEqualTo(both);
    }

    @Test
    void shouldReadLongTextKeys_whenInExtensionSpace() {
        var map = new CborMapBuilder()
                .put(1, 1)
                .put(Cbor.of("k".repeat(60_000)), Cbor.of(2))
                .put(Cbor.of("k".repeat(60_001)), Cbor.of(3))
                .build();

        assertThat(CborDecoder.decode(CborEncoder.encode(map), LIMITS)).isEqualTo(map);
    }

    @Test
    void shouldKeepIntegerAndTextKeysApart_whenTheyLookAlike() {
        var map = new CborMapBuilder()
                .put(7, 1)
                .put(Cbor.of(-7), Cbor.of(2))
                .put(Cbor.of("7"), Cbor.of(3))
                .put(Cbor.of("-7"), new CborMapBuilder().put(8, 1).build())
                .put(Cbor.of(""), Cbor.of(4))
                .build();

        assertThat(CborDecoder.decode(CborEncoder.encode(map), LIMITS)).isEqualTo(map);
    }

    @Test
    void shouldReadEachItem_whenSequence() {
        byte[] one =
                CborEncoder.encode(new CborMapBuilder().put(0, "x".repeat(300)).build());
        byte[] input = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, input, one.length, one.length);

        var item = CborDecoder.decode(one, LIMITS);
        assertThat(CborDecoder.decodeSequence(input, LIMITS, 2)).containsExactly(item, item);
        assertThat(CborDecoder.decodeSequence(new byte[0], LIMITS, 2)).isEmpty();
        assertThatThrownBy(() -> CborDecoder.decodeSequence(input, LIMITS, 1)).isInstanceOf(CborException.class);
        assertThatThrownBy(() -> CborDecoder.decodeSequence(Arrays.copyOf(input, input.length - 1), LIMITS, 2))
                .isInstanceOf(CborException.class);
        input[one.length] = (byte) 0xb8;
        assertThatThrownBy(() -> CborDecoder.decodeSequence(input, LIMITS, 2)).isInstanceOf(CborException.class);
    }

    @Test
    void shouldRefuseToBuild_whenValueHasNoCanonicalForm() {
        assertThatThrownBy(() -> Cbor.of("\uD800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cbor.of("a\uDC00b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cbor.MapItem(java.util.List.of(
                        java.util.Map.entry(Cbor.of(1), Cbor.of(1)), java.util.Map.entry(Cbor.of(0), Cbor.of(1)))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new CborMapBuilder().put(Cbor.of(true), Cbor.of(1)).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CborMapBuilder().put(1, 1).put(1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] nested(int depth) {
        byte[] bytes = new byte[depth];
        Arrays.fill(bytes, (byte) 0x81);
        bytes[depth - 1] = (byte) 0x80;
        return bytes;
    }

    private static byte[] nestedMaps(int depth) {
        return HexFormat.of().parseHex("a100".repeat(depth - 1) + "a0");
    }

    private static byte[] array(int items) {
        return CborEncoder.encode(new Cbor.Array(Collections.nCopies(items, Cbor.of(0))));
    }

    private static byte[] map(int entries) {
        var map = new CborMapBuilder();
        for (int i = 0; i < entries; i++) {
            map.put(i, 0);
        }
        return map.encode();
    }
}
