package dev.capsule.bench.quota;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param baseline what did the bare updates
 * @param pairs by scenario; empty if they were left out
 * @param calls operator calls by name; empty if they were left out
 */
record QuotaReport(String baseline, int callers, Map<String, Pair> pairs, int accounts, Map<String, Rate> calls) {
    /** Reservations per second over bare updates per second, at least. */
    static final double RATIO = 0.5;

    /** Longest an operator may wait, in milliseconds. */
    static final double SLOWEST = 200;

    /** The same load on both sides. */
    record Pair(Rate bare, Rate reservations) {
        double ratio() {
            return reservations.perSecond() / bare.perSecond();
        }
    }

    QuotaReport {
        pairs = new TreeMap<>(pairs);
    }

    boolean holds() {
        return pairs.values().stream().allMatch(pair -> pair.ratio() >= RATIO)
                && calls.values().stream().allMatch(rate -> rate.max() <= SLOWEST);
    }

    String json() {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("baseline", baseline).put("callers", callers).put("target_ratio", RATIO);
        var scenarios = root.putObject("scenarios");
        pairs.forEach((name, pair) -> {
            var scenario = scenarios.putObject(name);
            put(scenario.putObject("bare_update"), pair.bare());
            put(scenario.putObject("reservations"), pair.reservations());
            scenario.put("ratio", pair.ratio());
        });
        root.put("accounts", accounts).put("target_admin_ms", SLOWEST);
        var admin = root.putObject("admin");
        calls.forEach((name, rate) -> put(admin.putObject(name), rate));
        root.put("holds", holds());
        return root.toString();
    }

    private static void put(ObjectNode node, Rate rate) {
        node.put("per_second", rate.perSecond())
                .put("p50_ms", rate.p50())
                .put("p99_ms", rate.p99())
                .put("max_ms", rate.max());
    }

    String table() {
        var text = new StringBuilder();
        pairs.forEach((name, pair) -> {
            line(text, name + ", bare update (" + baseline + ")", pair.bare(), null);
            line(text, name + ", reservations", pair.reservations(), pair.ratio());
        });
        calls.forEach((name, rate) -> text.append(String.format(
                Locale.ROOT,
                "%-44s p50 %7.2f ms   p99 %7.2f ms   max %7.2f ms%s%n",
                name,
                rate.p50(),
                rate.p99(),
                rate.max(),
                rate.max() > SLOWEST ? "  TOO SLOW" : "")));
        if (!pairs.isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d callers at once; target: %.1f of the bare update: %s%n",
                    callers,
                    RATIO,
                    pairs.values().stream().allMatch(pair -> pair.ratio() >= RATIO) ? "met" : "MISSED"));
        }
        if (!calls.isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%,d accounts; target: no operator call above %.0f ms: %s%n",
                    accounts,
                    SLOWEST,
                    calls.values().stream().allMatch(rate -> rate.max() <= SLOWEST) ? "met" : "MISSED"));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Rate rate, @Nullable Double ratio) {
        text.append(String.format(
                Locale.ROOT,
                "%-44s %s%s%n",
                name,
                rate,
                ratio == null ? "" : String.format(Locale.ROOT, "   = %.2f", ratio)));
    }
}
