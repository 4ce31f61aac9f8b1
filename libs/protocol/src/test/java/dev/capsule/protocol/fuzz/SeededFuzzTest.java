package dev.capsule.protocol.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A few seconds of structure-aware noise per decoder in every test run: pieces of real objects cut, copied, spliced and
 * flipped. The coverage-guided fuzzer beside it runs for hours in the nightly profile.
 */
class SeededFuzzTest {
    private static final Duration TIME = Duration.ofSeconds(2);

    private static final Map<String, Consumer<byte[]>> TARGETS = Map.of(
            "cbor", Targets::cbor,
            "manifest", Targets::manifest,
            "album", Targets::album,
            "directory", Targets::directory,
            "metadata", Targets::metadata,
            "events", Targets::events,
            "internal", Targets::internal,
            "cursor", Targets::cursor);

    private static final List<byte[]> SEEDS = Seeds.all().toList();

    @ParameterizedTest
    @ValueSource(strings = {"cbor", "manifest", "album", "directory", "metadata", "events", "internal", "cursor"})
    void shouldThrowNothingElse_whenFedNoise(String target) {
        var random = new Random();
        long seed = random.nextLong();
        random.setSeed(seed);
        long end = System.nanoTime() + TIME.toNanos();
        int tries = 0;
        while (System.nanoTime() < end) {
            byte[] input = mutated(random);
            try {
                TARGETS.get(target).accept(input);
            } catch (RuntimeException | Error undeclared) {
                throw new AssertionError("seed " + seed + ", try " + tries, undeclared);
            }
            tries++;
        }
        assertThat(tries).isGreaterThan(100);
    }

    @Test
    void shouldCoverEveryTarget_whenListed() {
        assertThat(TARGETS).hasSize(8);
    }

    private static byte[] mutated(Random random) {
        byte[] bytes = pick(random).clone();
        for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
            bytes = step(bytes, random);
        }
        return bytes;
    }

    private static byte[] step(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            return noise;
        }
        // Heads and keys stand in the first bytes of an object more often than in its signatures.
        int at = random.nextInt(random.nextBoolean() ? Math.min(600, bytes.length) : bytes.length);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> spliced(bytes, at, pick(random), random);
            case 2 -> spliced(bytes, at, new byte[] {(byte) random.nextInt()}, random);
            default -> {
                bytes[at] =
                        random.nextBoolean() ? (byte) random.nextInt() : (byte) (bytes[at] ^ 1 << random.nextInt(8));
                yield bytes;
            }
        };
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] other, Random random) {
        int from = random.nextInt(other.length + 1);
        int length = random.nextInt(Math.min(200, other.length - from) + 1);
        byte[] result = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(other, from, result, at, length);
        System.arraycopy(bytes, at, result, at + length, bytes.length - at);
        return result;
    }

    private static byte[] pick(Random random) {
        return SEEDS.get(random.nextInt(SEEDS.size()));
    }
}
