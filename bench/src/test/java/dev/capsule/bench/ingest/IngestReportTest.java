package dev.capsule.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IngestReportTest {
    private static final Scenario SCENARIO = new Scenario(64 << 20, 1 << 20, 8, 8);

    private static Measurement measured(double rate, double cpu, double p99) {
        return new Measurement(rate, cpu, 0, 1 << 20, 10, p99, 20);
    }

    private static IngestReport report(Measurement service) {
        var report = new IngestReport();
        report.add(SCENARIO, IngestReport.FLOOR, measured(1000, 1, 12));
        report.add(SCENARIO, IngestReport.SERVICE, service);
        report.add(SCENARIO, IngestReport.TUS_SERVER, measured(400, 4, 12));
        return report;
    }

    @Test
    void shouldHold_whenEveryRatioIsAtItsLimit() {
        var report = report(measured(750, 2.8, 30));

        assertThat(report.holds()).isTrue();
        assertThat(report.targets()).hasSize(3);
        assertThat(report.table()).contains("64 MiB files, 1 MiB chunks").doesNotContain("MISSED");
    }

    @Test
    void shouldNotHold_whenOneRatioIsBeyondItsLimit() {
        assertThat(report(measured(749, 2.8, 30)).holds()).isFalse();
        assertThat(report(measured(750, 2.81, 30)).holds()).isFalse();
        assertThat(report(measured(750, 2.8, 30.1)).holds()).isFalse();
    }

    @Test
    void shouldTakeTheMedian_whenThereAreSeveralRounds() {
        var report = report(measured(750, 2.8, 30));
        report.add(SCENARIO, IngestReport.SERVICE, measured(1, 2.8, 30));
        report.add(SCENARIO, IngestReport.SERVICE, measured(800, 2.8, 30));

        assertThat(report.holds()).isTrue();
        assertThat(report.json().at("/scenarios/0/peers/1/mb_per_s").asInt()).isEqualTo(750);
    }

    @Test
    void shouldAskForTheCpuTimeOnly_whenChunksAreSmall() {
        var small = new Scenario(64 << 20, 256 << 10, 8, 8);
        var report = new IngestReport();
        report.add(small, IngestReport.FLOOR, measured(1000, 1, 12));
        report.add(small, IngestReport.SERVICE, measured(1, 2.8, 1000));
        report.add(small, IngestReport.TUS_SERVER, measured(400, 4, 12));

        assertThat(report.targets()).singleElement().satisfies(target -> {
            assertThat(target.what()).contains("CPU of @tus/server");
            assertThat(target.holds()).isTrue();
        });
    }

    @Test
    void shouldSayNothingOfAPeer_whenItWasNotMeasured() {
        var report = new IngestReport();
        report.add(SCENARIO, IngestReport.FLOOR, measured(1000, 1, 12));

        assertThat(report.targets()).isEmpty();
    }
}
