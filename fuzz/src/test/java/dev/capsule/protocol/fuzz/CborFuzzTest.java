package dev.capsule.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Strict CBOR items and sequences. One class per target: the fuzzer takes one target to a JVM. */
class CborFuzzTest {
    @Tag("fuzz")
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "20s")
    void cbor(byte[] input) {
        Targets.cbor(input);
    }

    @Tag("nightly")
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "10m")
    void cborForLonger(byte[] input) {
        Targets.cbor(input);
    }
}
