package dev.capsule.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.bench.protocol.ProtocolReport.Iteration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolReportTest {
    @Test
    void shouldHold_whenBothRatiosAreWithinTheTarget() {
        var report = new ProtocolReport(List.of(new Iteration(10_000, 3_000, 100_000, 60_000, 40_000)));

        assertThat(report.holds()).isTrue();
        assertThat(report.json().get("verify_ratio").doubleValue()).isEqualTo(1.0);
        assertThat(report.json().get("decode_verify_ratio").doubleValue()).isEqualTo(1.1);
        assertThat(report.json().get("primitives_us").doubleValue()).isEqualTo(100.0);
        assertThat(report.table()).contains("1.100 × the four").doesNotContain("MISSED");
    }

    @Test
    void shouldMiss_whenDecodingCostsTooMuch() {
        var report = new ProtocolReport(List.of(new Iteration(16_000, 3_000, 100_000, 60_000, 40_000)));

        assertThat(report.holds()).isFalse();
        assertThat(report.table()).contains("MISSED");
    }

    @Test
    void shouldTakeTheMedian_whenOneIterationIsAnOutlier() {
        var good = new Iteration(1_000, 3_000, 100_000, 60_000, 40_000);
        var outlier = new Iteration(1_000, 3_000, 900_000, 60_000, 40_000);

        assertThat(new ProtocolReport(List.of(good, outlier, good)).holds()).isTrue();
        assertThat(new ProtocolReport(List.of(outlier, good, outlier)).holds()).isFalse();
    }

    @Test
    void shouldMeasureValidSignatures_whenTheFixtureIsMade() {
        new ProtocolBenchmarks().requireValidSignatures();

        var fixture = Fixture.create();
        fixture.manifest().verifyDevice(fixture.deviceKey());
        fixture.manifest().verifyWriter(fixture.writeTierKey());
    }
}
