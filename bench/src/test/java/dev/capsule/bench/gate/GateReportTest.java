package dev.capsule.bench.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GateReportTest {
    private static final Latencies LATENCIES = new Latencies(20, 40);

    private static Round round(double perSecond, double validation) {
        return new Round("a round", perSecond, new Round.Cpu(validation, 100, 50, 60), LATENCIES);
    }

    private static GateReport report(Round... rounds) {
        return new GateReport(1_000, 270, LATENCIES, List.of(rounds));
    }

    @Test
    void shouldHold_whenEveryRoundIsCheapFastAndFlat() {
        var report = report(round(2_200, 400), round(2_000, 430));

        assertThat(report.holds()).isTrue();
        assertThat(report.table()).doesNotContain("MISSED");
        assertThat(report.json().get("rounds").get(1).get("share_of_first").doubleValue())
                .isEqualTo(0.909);
    }

    @Test
    void shouldMiss_whenARoundIsTooDearTooSlowOrNotFlat() {
        assertThat(report(round(2_200, 433)).holds()).isFalse();
        assertThat(report(round(1_999, 400)).holds()).isFalse();
        assertThat(report(round(2_400, 400), round(2_100, 400)).holds()).isFalse();
        assertThat(report(round(2_400, 400), round(2_100, 400)).table()).contains("target ≥ 0.90: MISSED");
    }

    @Test
    void shouldRankLatencies_byNearestRank() {
        var nanos = new long[100];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = (100 - i) * 1_000_000L;
        }

        assertThat(Latencies.of(nanos)).isEqualTo(new Latencies(50, 99));
        assertThat(Latencies.of(new long[] {7_000_000})).isEqualTo(new Latencies(7, 7));
    }
}
