package dev.capsule.protocol.reason;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonCodeTest {
    /** Not in the registry of the contract; added by ADR 0003. */
    private static final Map<String, Integer> ADDED = Map.of(
            "REGISTRATION_CLOSED", 403,
            "METHOD_NOT_ALLOWED", 405,
            "NOT_ACCEPTABLE", 406,
            "REQUEST_TIMEOUT", 408,
            "ACCOUNT_EXISTS", 409,
            "HANDLE_TAKEN", 409,
            "PRECONDITION_FAILED", 412,
            "UNSUPPORTED_MEDIA_TYPE", 415,
            "RANGE_NOT_SATISFIABLE", 416);

    @Test
    void shouldBeTheRegistryOfTheContract_whenCompared() {
        var expected = new TreeMap<>(registry());
        assertThat(expected).hasSize(100).doesNotContainKeys(ADDED.keySet().toArray(new String[0]));
        expected.putAll(ADDED);

        var actual = Arrays.stream(ReasonCode.values()).collect(Collectors.toMap(ReasonCode::name, ReasonCode::status));

        assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
    }

    @ParameterizedTest
    @EnumSource
    void shouldSpeakToPeople_whenShown(ReasonCode code) {
        assertThat(code.title()).isNotBlank().hasSizeLessThan(160).doesNotEndWith(".");
        assertThat(code.type()).isEqualTo("urn:capsule:reason:" + code.name());
        assertThat(code.invariant().orElse(1)).isBetween(1, 32);
        assertThat(Refusal.of(code).detail()).isEqualTo(code.title());
    }

    @Test
    void shouldNameEveryInvariant_thatHasAConditionOfItsOwn() {
        var named = Arrays.stream(ReasonCode.values())
                .flatMapToInt(code -> code.invariant().stream())
                .boxed()
                .collect(Collectors.toSet());

        // 15, 20, 27 to 29 and 31 apply codes of other invariants again.
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(Set.of(
                        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 21, 22, 23, 24, 25, 26, 30, 32));
    }

    @Test
    void shouldCarryMembers_whenARefusalNamesThem() {
        var refusal = Refusal.of(ReasonCode.STALE_REVIVAL, "another head")
                .with("head", "aa")
                .with("seq", 3);

        assertThat(refusal.members()).containsOnly(Map.entry("head", "aa"), Map.entry("seq", 3));
        assertThat(refusal.asException().code()).isEqualTo(ReasonCode.STALE_REVIVAL);
        assertThat(refusal.asException().getStackTrace()).isEmpty();
    }

    private static Map<String, Integer> registry() {
        var file = Objects.requireNonNull(ReasonCodeTest.class.getResourceAsStream("/vectors/reason-codes.tsv"));
        try (var reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", 2))
                    .collect(Collectors.toMap(row -> row[0], row -> Integer.valueOf(row[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
