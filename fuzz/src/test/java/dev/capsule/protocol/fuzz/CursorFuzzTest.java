package dev.capsule.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Cursors of the feed. One class per target: the fuzzer takes one target to a JVM. */
class CursorFuzzTest {
    @Tag("fuzz")
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "20s")
    void cursor(byte[] input) {
        Targets.cursor(input);
    }

    @Tag("nightly")
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "10m")
    void cursorForLonger(byte[] input) {
        Targets.cursor(input);
    }
}
