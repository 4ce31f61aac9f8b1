package dev.capsule.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Events of every type. One class per target: the fuzzer takes one target to a JVM. */
class EventFuzzTest {
    @Tag("fuzz")
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "20s")
    void events(byte[] input) {
        Targets.events(input);
    }

    @Tag("nightly")
    @MethodSource("dev.capsule.protocol.fuzz.Seeds#all")
    @FuzzTest(maxDuration = "10m")
    void eventsForLonger(byte[] input) {
        Targets.events(input);
    }
}
