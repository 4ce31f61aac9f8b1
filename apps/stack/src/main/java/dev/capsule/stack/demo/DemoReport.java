package dev.capsule.stack.demo;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/**
 * What the demo did.
 *
 * @param imported photos in the folder that the first device set out to import, equal ones once
 * @param committed assets the gate committed
 * @param verified files that the second device verified, decrypted and found equal byte for byte
 * @param bytes of the photos imported
 * @param stackStart until the suite was ready
 * @param importing from the first byte to the last verdict of the gate
 * @param syncing on the second device, from its first request to the last file compared
 * @param total everything, the start of the suite included
 * @param gate per asset: from its last byte to the verdict
 * @param commitToVisible per asset: from its commit to its entry on the second device
 */
public record DemoReport(
        int imported,
        int committed,
        int verified,
        long bytes,
        Duration stackStart,
        Duration importing,
        Duration syncing,
        Duration total,
        Durations gate,
        Durations commitToVisible) {
    /** Whether there were photos, and every one went the whole way. */
    public boolean agrees() {
        return imported > 0 && committed == imported && verified == imported;
    }

    public String json() {
        return new JsonObject()
                .put("imported", imported)
                .put("committed", committed)
                .put("verified", verified)
                .put("bytes", bytes)
                .put("seconds", seconds(total))
                .put("stack_start_seconds", seconds(stackStart))
                .put("import_seconds", seconds(importing))
                .put("sync_seconds", seconds(syncing))
                .put("gate_p50_ms", gate.percentile(50).toMillis())
                .put("gate_p99_ms", gate.percentile(99).toMillis())
                .put("commit_to_visible_p50_ms", commitToVisible.percentile(50).toMillis())
                .put("commit_to_visible_p99_ms", commitToVisible.percentile(99).toMillis())
                .encode();
    }

    public String table() {
        return String.join(
                "\n",
                String.format(Locale.ROOT, "  %-26s %9s %9s", "", "p50", "p99"),
                row("gate (last byte to verdict)", gate),
                row("commit to visible", commitToVisible),
                String.format(Locale.ROOT, "  %-26s %8.1f s", "start of the suite", seconds(stackStart)),
                String.format(
                        Locale.ROOT,
                        "  %-26s %8.1f s  %s/s",
                        "import",
                        seconds(importing),
                        megabytes(bytes / Math.max(0.001, seconds(importing)))),
                String.format(
                        Locale.ROOT,
                        "  %-26s %8.1f s  %s/s",
                        "sync, decrypt, compare",
                        seconds(syncing),
                        megabytes(bytes / Math.max(0.001, seconds(syncing)))));
    }

    /** The last line of the demo. */
    public String verdict() {
        return String.format(
                Locale.ROOT,
                "%s: %d imported, %d committed, %d verified, %s in %.1f s",
                agrees() ? "OK" : "FAILED",
                imported,
                committed,
                verified,
                megabytes((double) bytes),
                seconds(total));
    }

    private static String row(String name, Durations of) {
        return String.format(
                Locale.ROOT,
                "  %-26s %6d ms %6d ms",
                name,
                of.percentile(50).toMillis(),
                of.percentile(99).toMillis());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
