package dev.capsule.bench.protocol;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * Nanoseconds of each operation on one manifest, medians over all measured iterations.
 *
 * @param verify both hybrid signatures of a decoded manifest
 * @param decodeAndVerify what a gate does with the bytes of a manifest before it looks at any state
 */
record ProtocolReport(
        double decode, double encode, double verify, double decodeAndVerify, double ed25519, double mlDsa65) {
    /** Most the library may add to the cryptography: 15 %. */
    static final double TARGET = 1.15;

    /** The two Ed25519 and two ML-DSA-65 verifications no manifest can do without. */
    double floor() {
        return 2 * (ed25519 + mlDsa65);
    }

    double verifyRatio() {
        return verify / floor();
    }

    double decodeAndVerifyRatio() {
        return decodeAndVerify / floor();
    }

    /** Both with and without decoding. */
    boolean holds() {
        return verifyRatio() <= TARGET && decodeAndVerifyRatio() <= TARGET;
    }

    String table() {
        var out = new StringBuilder();
        row(out, "manifest decode (strict, hash, core)", decode);
        row(out, "canonical encode", encode);
        row(out, "verify, both hybrids", verify);
        row(out, "decode and verify", decodeAndVerify);
        row(out, "Ed25519 verify, primitive", ed25519);
        row(out, "ML-DSA-65 verify, primitive", mlDsa65);
        row(out, "four primitive verifications", floor());
        ratio(out, "verify", verifyRatio());
        ratio(out, "decode and verify", decodeAndVerifyRatio());
        return out.toString();
    }

    private static void row(StringBuilder out, String name, double nanos) {
        out.append(String.format(Locale.ROOT, "%-38s %9.2f µs %10.0f /s%n", name, nanos / 1e3, 1e9 / nanos));
    }

    private static void ratio(StringBuilder out, String name, double ratio) {
        out.append(String.format(
                Locale.ROOT,
                "%-38s %9.3f × the primitives (target ≤ %.2f): %s%n",
                name,
                ratio,
                TARGET,
                ratio <= TARGET ? "holds" : "MISSED"));
    }

    ObjectNode json() {
        return JsonMapper.builder()
                .build()
                .createObjectNode()
                .put("benchmark", "protocol")
                .put("manifest_decode_us", micros(decode))
                .put("canonical_encode_us", micros(encode))
                .put("manifest_verify_us", micros(verify))
                .put("manifest_decode_verify_us", micros(decodeAndVerify))
                .put("ed25519_verify_us", micros(ed25519))
                .put("ml_dsa_65_verify_us", micros(mlDsa65))
                .put("primitives_us", micros(floor()))
                .put("verify_ratio", thousandths(verifyRatio()))
                .put("decode_verify_ratio", thousandths(decodeAndVerifyRatio()))
                .put("target_ratio", TARGET)
                .put("holds", holds());
    }

    private static double micros(double nanos) {
        return Math.round(nanos / 10) / 100.0;
    }

    private static double thousandths(double ratio) {
        return Math.round(ratio * 1000) / 1000.0;
    }
}
