package dev.capsule.bench.ingest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What was measured, and which targets hold. Values are medians over the rounds; ratios are of these medians. */
final class IngestReport {
    static final String FLOOR = "floor";
    static final String SERVICE = "capsule";
    static final String TUS_SERVER = "@tus/server";

    /** Least share of the floor's rate. */
    static final double RATE_TARGET = 0.75;

    /** Most of the CPU time of {@code @tus/server}. */
    static final double CPU_TARGET = 0.7;

    /** Most that the 99th percentile may be of the median. */
    static final double TAIL_TARGET = 3;

    /** From this size on the rate and the tail have targets; below it only the CPU time has. */
    private static final int LARGE_CHUNK = 1024 * 1024;

    private static final double MIB = 1024 * 1024;

    private final Map<Scenario, Map<String, List<Measurement>>> runs = new LinkedHashMap<>();
    private final List<Target> others = new ArrayList<>();

    /**
     * Something that ought to hold.
     *
     * @param value what was measured
     * @param limit what it is compared with
     */
    record Target(String what, double value, String limit, boolean holds) {}

    void add(Scenario scenario, String peer, Measurement measurement) {
        runs.computeIfAbsent(scenario, key -> new LinkedHashMap<>())
                .computeIfAbsent(peer, key -> new ArrayList<>())
                .add(measurement);
    }

    void add(Target target) {
        others.add(target);
    }

    List<Target> targets() {
        var targets = new ArrayList<Target>();
        runs.forEach((scenario, peers) -> {
            boolean large = scenario.chunkBytes() >= LARGE_CHUNK;
            ratio(peers, FLOOR, Measurement::megabytesPerSecond)
                    .filter(ratio -> large)
                    .ifPresent(ratio -> targets.add(new Target(
                            scenario.name() + ": MB/s of the floor", ratio, "≥ " + RATE_TARGET, ratio >= RATE_TARGET)));
            ratio(peers, TUS_SERVER, Measurement::cpuPerGib)
                    .ifPresent(ratio -> targets.add(new Target(
                            scenario.name() + ": CPU of @tus/server", ratio, "≤ " + CPU_TARGET, ratio <= CPU_TARGET)));
            if (large && peers.containsKey(SERVICE)) {
                double tail = median(peers, SERVICE, m -> m.p99Millis() / m.medianMillis());
                targets.add(new Target(
                        scenario.name() + ": p99 of the median chunk", tail, "≤ " + TAIL_TARGET, tail <= TAIL_TARGET));
            }
        });
        targets.addAll(others);
        return targets;
    }

    boolean holds() {
        return targets().stream().allMatch(Target::holds);
    }

    private static Optional<Double> ratio(
            Map<String, List<Measurement>> peers, String other, ToDoubleFunction<Measurement> value) {
        return peers.containsKey(SERVICE) && peers.containsKey(other)
                ? Optional.of(median(peers, SERVICE, value) / median(peers, other, value))
                : Optional.empty();
    }

    private static double median(
            Map<String, List<Measurement>> peers, String peer, ToDoubleFunction<Measurement> value) {
        var sorted = peers.getOrDefault(peer, List.of()).stream()
                .mapToDouble(value)
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    String table() {
        var out = new StringBuilder();
        runs.forEach((scenario, peers) -> {
            out.append(String.format(
                    Locale.ROOT,
                    "%n%s (%d files, %d at once)%n",
                    scenario.name(),
                    scenario.files(),
                    scenario.connections()));
            out.append(String.format(
                    Locale.ROOT,
                    "  %-22s %8s %10s %10s %9s %10s %10s %10s%n",
                    "",
                    "MB/s",
                    "CPU-s/GiB",
                    "+database",
                    "peak MiB",
                    "median ms",
                    "p99 ms",
                    "final ms"));
            peers.keySet().forEach(peer -> row(out, peers, peer));
        });
        out.append(String.format("%ntargets%n"));
        targets()
                .forEach(target -> out.append(String.format(
                        Locale.ROOT,
                        "  %-62s %9.3f  (%s): %s%n",
                        target.what(),
                        target.value(),
                        target.limit(),
                        target.holds() ? "holds" : "MISSED")));
        return out.toString();
    }

    private static void row(StringBuilder out, Map<String, List<Measurement>> peers, String peer) {
        out.append(String.format(
                Locale.ROOT,
                "  %-22s %8.0f %10.2f %10.2f %9.0f %10.2f %10.2f %10.2f%n",
                peer,
                median(peers, peer, Measurement::megabytesPerSecond),
                median(peers, peer, Measurement::cpuPerGib),
                median(peers, peer, Measurement::helperCpuPerGib),
                median(peers, peer, m -> m.peakBytes() / MIB),
                median(peers, peer, Measurement::medianMillis),
                median(peers, peer, Measurement::p99Millis),
                median(peers, peer, Measurement::finalMillis)));
    }

    ObjectNode json() {
        var json = JsonMapper.builder().build().createObjectNode().put("benchmark", "ingest");
        var scenarios = json.putArray("scenarios");
        runs.forEach((scenario, peers) -> {
            var one = scenarios
                    .addObject()
                    .put("file_bytes", scenario.fileBytes())
                    .put("chunk_bytes", scenario.chunkBytes())
                    .put("files", scenario.files())
                    .put("connections", scenario.connections());
            var list = one.putArray("peers");
            peers.keySet().forEach(peer -> list.addObject()
                    .put("name", peer)
                    .put("rounds", peers.getOrDefault(peer, List.of()).size())
                    .put("mb_per_s", thousandths(median(peers, peer, Measurement::megabytesPerSecond)))
                    .put("cpu_s_per_gib", thousandths(median(peers, peer, Measurement::cpuPerGib)))
                    .put("database_cpu_s_per_gib", thousandths(median(peers, peer, Measurement::helperCpuPerGib)))
                    .put("peak_mib", thousandths(median(peers, peer, m -> m.peakBytes() / MIB)))
                    .put("chunk_median_ms", thousandths(median(peers, peer, Measurement::medianMillis)))
                    .put("chunk_p99_ms", thousandths(median(peers, peer, Measurement::p99Millis)))
                    .put("final_median_ms", thousandths(median(peers, peer, Measurement::finalMillis))));
        });
        var list = json.putArray("targets");
        targets().forEach(target -> list.addObject()
                .put("what", target.what())
                .put("value", thousandths(target.value()))
                .put("limit", target.limit())
                .put("holds", target.holds()));
        return json.put("holds", holds());
    }

    private static double thousandths(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
