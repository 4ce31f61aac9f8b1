package dev.capsule.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cursors of the feed. One class per target: the fuzzer takes one target to a JVM. */
class CursorFuzzTest {
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "10m")
    void cursor(byte[] input) {
        Targets.cursor(input);
    }
}
