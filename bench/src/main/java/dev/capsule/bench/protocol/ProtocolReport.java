package dev.capsule.bench.protocol;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Medians over all measured iterations; the ratios are medians of the ratios of each. */
record ProtocolReport(List<Iteration> iterations) {
    /** Most the library may cost beside the cryptography: 15 %. */
    static final double TARGET = 1.15;

    /**
     * CPU nanoseconds of one iteration, each per manifest.
     *
     * @param verify both hybrid signatures of a decoded manifest
     * @param ed25519 two primitive verifications
     * @param mlDsa65 two primitive verifications
     */
    record Iteration(double decode, double encode, double verify, double ed25519, double mlDsa65) {
        /** The four primitive verifications no manifest can do without. */
        double floor() {
            return ed25519 + mlDsa65;
        }

        double verifyRatio() {
            return verify / floor();
        }

        double decodeAndVerifyRatio() {
            return (decode + verify) / floor();
        }
    }

    /** Whether both ratios are within the target: verification alone, and with decoding. */
    boolean holds() {
        return median(Iteration::verifyRatio) <= TARGET && median(Iteration::decodeAndVerifyRatio) <= TARGET;
    }

    String table() {
        var out = new StringBuilder(String.format("CPU time per manifest, median of %d%n", iterations.size()));
        row(out, "manifest decode (strict, hash, core)", median(Iteration::decode));
        row(out, "canonical encode", median(Iteration::encode));
        row(out, "verify, both hybrids", median(Iteration::verify));
        row(out, "primitives: 2 × Ed25519", median(Iteration::ed25519));
        row(out, "primitives: 2 × ML-DSA-65", median(Iteration::mlDsa65));
        row(out, "the four primitives", median(Iteration::floor));
        ratio(out, "verify", median(Iteration::verifyRatio));
        ratio(out, "decode and verify", median(Iteration::decodeAndVerifyRatio));
        return out.toString();
    }

    private static void row(StringBuilder out, String name, double nanos) {
        out.append(String.format(Locale.ROOT, "%-38s %9.2f µs %10.0f /s%n", name, nanos / 1e3, 1e9 / nanos));
    }

    private static void ratio(StringBuilder out, String name, double ratio) {
        String outcome = ratio <= TARGET ? "holds" : "MISSED";
        out.append(String.format(
                Locale.ROOT, "%-38s %9.3f × the four (target ≤ %.2f): %s%n", name, ratio, TARGET, outcome));
    }

    ObjectNode json() {
        return JsonMapper.builder()
                .build()
                .createObjectNode()
                .put("benchmark", "protocol")
                .put("manifest_decode_us", micros(median(Iteration::decode)))
                .put("canonical_encode_us", micros(median(Iteration::encode)))
                .put("manifest_verify_us", micros(median(Iteration::verify)))
                .put("ed25519_verify_us", micros(median(Iteration::ed25519) / 2))
                .put("ml_dsa_65_verify_us", micros(median(Iteration::mlDsa65) / 2))
                .put("primitives_us", micros(median(Iteration::floor)))
                .put("verify_ratio", thousandths(median(Iteration::verifyRatio)))
                .put("decode_verify_ratio", thousandths(median(Iteration::decodeAndVerifyRatio)))
                .put("target_ratio", TARGET)
                .put("holds", holds());
    }

    /** The upper of the two middle values where there are two. */
    private double median(ToDoubleFunction<Iteration> value) {
        return iterations.stream()
                .mapToDouble(value)
                .sorted()
                .skip(iterations.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static double micros(double nanos) {
        return Math.round(nanos / 10) / 100.0;
    }

    private static double thousandths(double ratio) {
        return Math.round(ratio * 1000) / 1000.0;
    }
}
