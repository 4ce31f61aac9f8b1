package dev.capsule.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Asset and derivative manifests and provenance records. One class per target: the fuzzer takes one target to a JVM. */
class ManifestFuzzTest {
    @Tag("fuzz")
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "20s")
    void manifest(byte[] input) {
        Targets.manifest(input);
    }

    @Tag("nightly")
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "10m")
    void manifestForLonger(byte[] input) {
        Targets.manifest(input);
    }
}
