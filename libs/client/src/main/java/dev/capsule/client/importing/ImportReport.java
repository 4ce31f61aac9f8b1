package dev.capsule.client.importing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What an import did. Lists are in the order of the paths.
 *
 * @param scanned files found
 * @param committed files of this run, resumed ones included, that the gate has committed
 * @param known files that were imported before, or have the same content as one that was
 * @param duration of the whole run
 */
public record ImportReport(
        int scanned,
        List<ImportedAsset> committed,
        List<Path> known,
        List<SkippedFile> skipped,
        List<FailedFile> failed,
        Duration duration) {
    public ImportReport {
        committed = List.copyOf(committed);
        known = List.copyOf(known);
        skipped = List.copyOf(skipped);
        failed = List.copyOf(failed);
    }

    /** Files this run set out to upload. */
    public int imported() {
        return committed.size() + failed.size();
    }

    /** Plaintext bytes committed. */
    public long bytes() {
        return committed.stream().mapToLong(ImportedAsset::size).sum();
    }

    public boolean isComplete() {
        return failed.isEmpty();
    }
}
