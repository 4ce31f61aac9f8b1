package dev.capsule.protocol.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.protocol.id.Bytes;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The known answers of wire-formats 0.3, and the examples of RFC 8949 appendix A that the subset allows. */
class CborKnownAnswersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "23, 17",
        "24, 1818",
        "255, 18ff",
        "256, 190100",
        "1000000, 1a000f4240",
        "4294967295, 1affffffff",
        "4294967296, 1b0000000100000000",
        "1000000000000, 1b000000e8d4a51000",
        "9223372036854775807, 1b7fffffffffffffff",
        "-1, 20",
        "-24, 37",
        "-25, 3818",
        "-1000, 3903e7",
        "-9223372036854775808, 3b7fffffffffffffff"
    })
    void shouldEncodeShortest_whenInteger(long value, String hex) {
        assertBothWays(Cbor.of(value), hex);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, f90000",
        "-0.0, f98000",
        "1.0, f93c00",
        "1.5, f93e00",
        "65504, f97bff",
        "100000.0, fa47c35000",
        "3.4028234663852886e+38, fa7f7fffff",
        "1.1, fb3ff199999999999a",
        "1.0e+300, fb7e37e43c8800759c",
        "5.960464477539063e-8, f90001",
        "0.00006103515625, f90400",
        "-4.1, fbc010666666666666",
        "Infinity, f97c00",
        "-Infinity, f9fc00",
        "NaN, f97e00"
    })
    void shouldEncodeShortest_whenFloat(double value, String hex) {
        assertBothWays(new Cbor.FloatingPoint(value), hex);
    }

    @Test
    void shouldEncodeAsTheContract_whenMapOfEveryKind() {
        var map = new CborMapBuilder()
                .put(Cbor.of("schema"), Cbor.of(1))
                .put(Cbor.of("ok"), Cbor.of(true))
                .put(Cbor.of("ratio"), new Cbor.FloatingPoint(0.5))
                .put(Cbor.of("digest"), Cbor.of(Bytes.ofHex("010203")))
                .put(Cbor.of("nested"), Cbor.array(Cbor.of(-1), Cbor.of(256)))
                .build();

        assertBothWays(
                map, "a5626f6bf565726174696ff938006664696765737443010203666e6573746564822019010066736368656d6101");
    }

    @Test
    void shouldSortByEncodedKey_whenKeysAreMixed() {
        var map = new CborMapBuilder()
                .put(Cbor.of("b"), Cbor.of(1))
                .put(Cbor.of("aa"), Cbor.of(2))
                .put(10, 3)
                .put(Cbor.of("a"), Cbor.of(4))
                .build();

        assertBothWays(map, "a40a0361610461620162616102");
    }

    @Test
    void shouldSortNegativeKeysAfterPositive_whenBothAppear() {
        var map = new CborMapBuilder()
                .put(Cbor.of(-1), Cbor.of(0))
                .put(1000, 0)
                .put(Cbor.of(-500), Cbor.of(0))
                .put(24, 0)
                .build();

        assertBothWays(map, "a4181800" + "1903e800" + "2000" + "3901f300");
    }

    @Test
    void shouldEncodeUtf8_whenTextIsNotAscii() {
        assertBothWays(Cbor.of("ü水\uD800\uDD51"), "69c3bce6b0b4f0908591");
    }

    private static void assertBothWays(Cbor item, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(HexFormat.of().formatHex(CborEncoder.encode(item))).isEqualTo(hex);
        assertThat(CborDecoder.decode(bytes, CborLimits.ofBytes(1024))).isEqualTo(item);
    }
}
