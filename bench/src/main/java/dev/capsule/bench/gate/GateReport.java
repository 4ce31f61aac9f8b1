package dev.capsule.bench.gate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/**
 * What was measured, against the targets.
 *
 * @param floor CPU microseconds of the four signature verifications no manifest can do without, measured in this run
 * @param idle one manifest at a time with nothing else to do
 * @param rounds the first over an empty ledger, with few albums
 */
record GateReport(int manifests, double floor, Latencies idle, List<Round> rounds) {
    /** CPU of the validation process per manifest, in floors. */
    static final double CPU_TARGET = 1.6;

    /** Manifests per second on two cores that load generator, Kafka, PostgreSQL and service share. */
    static final double RATE_TARGET = 2_000;

    /** What a full ledger or many albums may take from the throughput of the first round. */
    static final double FLAT_TARGET = 0.9;

    boolean holds() {
        return rounds.stream().allMatch(round -> cheap(round) && fast(round) && flat(round));
    }

    private boolean cheap(Round round) {
        return ratio(round) <= CPU_TARGET;
    }

    private static boolean fast(Round round) {
        return round.perSecond() >= RATE_TARGET;
    }

    private boolean flat(Round round) {
        return share(round) >= FLAT_TARGET;
    }

    private double ratio(Round round) {
        return round.cpu().validation() / floor;
    }

    private double share(Round round) {
        return round.perSecond() / rounds.getFirst().perSecond();
    }

    String table() {
        var out = new StringBuilder();
        var lines = new Formatter(out, Locale.ROOT);
        lines.format("%d manifests each round; the four verifications: %.0f CPU-µs%n", manifests, floor);
        for (var round : rounds) {
            lines.format("%s%n", round.name());
            lines.format("  %-30s %8.0f /s   %s%n", "committed", round.perSecond(), said(fast(round), "≥ 2,000"));
            lines.format(
                    "  %-30s %8.0f CPU-µs = %.2f × the four   %s%n",
                    "validation, per manifest", round.cpu().validation(), ratio(round), said(cheap(round), "≤ 1.60"));
            lines.format("  %-30s %8.0f CPU-µs%n", "PostgreSQL", round.cpu().postgres());
            lines.format("  %-30s %8.0f CPU-µs%n", "Kafka", round.cpu().kafka());
            lines.format("  %-30s %8.0f CPU-µs%n", "load generator", round.cpu().generator());
            lines.format(
                    "  %-30s p50 %.1f ms, p99 %.1f ms%n",
                    "commit under load", round.latency().p50(), round.latency().p99());
            if (!round.equals(rounds.getFirst())) {
                lines.format(
                        "  %-30s %8.2f   %s%n", "share of the first round", share(round), said(flat(round), "≥ 0.90"));
            }
        }
        lines.format("commit when idle                 p50 %.1f ms, p99 %.1f ms%n", idle.p50(), idle.p99());
        return out.toString();
    }

    private static String said(boolean holds, String target) {
        return "target " + target + (holds ? ": holds" : ": MISSED");
    }

    ObjectNode json() {
        var json = JsonMapper.builder()
                .build()
                .createObjectNode()
                .put("benchmark", "gate")
                .put("manifests", manifests)
                .put("floor_us", tenths(floor))
                .put("idle_p50_ms", tenths(idle.p50()))
                .put("idle_p99_ms", tenths(idle.p99()))
                .put("target_cpu_ratio", CPU_TARGET)
                .put("target_per_second", RATE_TARGET)
                .put("target_share", FLAT_TARGET)
                .put("holds", holds());
        var array = json.putArray("rounds");
        for (var round : rounds) {
            array.addObject()
                    .put("name", round.name())
                    .put("per_second", tenths(round.perSecond()))
                    .put("validation_cpu_us", tenths(round.cpu().validation()))
                    .put("cpu_ratio", Math.round(ratio(round) * 1000) / 1000.0)
                    .put("postgres_cpu_us", tenths(round.cpu().postgres()))
                    .put("kafka_cpu_us", tenths(round.cpu().kafka()))
                    .put("generator_cpu_us", tenths(round.cpu().generator()))
                    .put("p50_ms", tenths(round.latency().p50()))
                    .put("p99_ms", tenths(round.latency().p99()))
                    .put("share_of_first", Math.round(share(round) * 1000) / 1000.0);
        }
        return json;
    }

    private static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
