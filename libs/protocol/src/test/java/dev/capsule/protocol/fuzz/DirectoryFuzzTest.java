package dev.capsule.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Device directories. One class per target: the fuzzer takes one target to a JVM. */
class DirectoryFuzzTest {
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "10m")
    void directory(byte[] input) {
        Targets.directory(input);
    }
}
