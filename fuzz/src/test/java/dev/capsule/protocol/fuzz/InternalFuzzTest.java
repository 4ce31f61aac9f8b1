package dev.capsule.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies of internal calls. One class per target: the fuzzer takes one target to a JVM. */
class InternalFuzzTest {
    @Tag("fuzz")
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "20s")
    void internal(byte[] input) {
        Targets.internal(input);
    }

    @Tag("nightly")
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "10m")
    void internalForLonger(byte[] input) {
        Targets.internal(input);
    }
}
