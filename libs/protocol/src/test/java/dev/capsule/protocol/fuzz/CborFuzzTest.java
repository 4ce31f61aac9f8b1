package dev.capsule.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Strict CBOR items and sequences. One class per target: the fuzzer takes one target to a JVM. */
class CborFuzzTest {
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "10m")
    void cbor(byte[] input) {
        Targets.cbor(input);
    }
}
