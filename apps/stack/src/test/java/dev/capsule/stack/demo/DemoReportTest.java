package dev.capsule.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoReportTest {
    @ParameterizedTest
    @CsvSource({"27, 27, 27, true", "26, 27, 27, false", "27, 26, 27, false", "27, 27, 26, false", "0, 0, 0, false"})
    void shouldAgree_onlyWhenEveryFileWentTheWholeWay(int imported, int committed, int verified, boolean agrees) {
        var report = report(imported, committed, verified);

        assertThat(report.agrees()).isEqualTo(agrees);
        assertThat(report.verdict()).startsWith(agrees ? "OK: " : "FAILED: ").doesNotContain("\n");
    }

    @Test
    void shouldBeOneObjectOnOneLine_whenJson() {
        var json = report(27, 26, 25).json();

        assertThat(json).doesNotContain("\n");
        var object = new JsonObject(json);
        assertThat(object.getInteger("imported")).isEqualTo(27);
        assertThat(object.getInteger("committed")).isEqualTo(26);
        assertThat(object.getInteger("verified")).isEqualTo(25);
        assertThat(object.getLong("bytes")).isEqualTo(36_000_000);
        assertThat(object.getDouble("seconds")).isEqualTo(12.5);
        assertThat(object.getLong("commit_to_visible_p99_ms")).isEqualTo(99);
    }

    @Test
    void shouldTakeMeasuredValues_whenAskedForPercentiles() {
        var hundred = Durations.of(IntStream.rangeClosed(1, 100)
                .mapToObj(Duration::ofMillis)
                .toList()
                .reversed());

        assertThat(hundred.percentile(50)).hasMillis(50);
        assertThat(hundred.percentile(99)).hasMillis(99);
        assertThat(hundred.percentile(100)).hasMillis(100);
        assertThat(Durations.of(List.of(Duration.ofMillis(7))).percentile(1)).hasMillis(7);
        assertThat(Durations.of(List.of()).percentile(99)).isZero();
    }

    private static DemoReport report(int imported, int committed, int verified) {
        var times = Durations.of(
                IntStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList());
        return new DemoReport(
                imported,
                committed,
                verified,
                36_000_000,
                Duration.ofSeconds(7),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofMillis(12_500),
                times,
                times);
    }
}
