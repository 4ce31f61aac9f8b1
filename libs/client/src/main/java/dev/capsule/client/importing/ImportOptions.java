package dev.capsule.client.importing;

import java.time.Duration;

/**
 * How to import.
 *
 * @param uploads assets sent at the same time, 1 to 32
 * @param keepOriginals whether the library gets a copy of each file; else it holds sidecar and history only
 * @param commitLimit how long to wait for the gate on each asset
 */
public record ImportOptions(int uploads, boolean keepOriginals, Duration commitLimit) {
    public static final ImportOptions DEFAULT = new ImportOptions(4, false, Duration.ofMinutes(10));

    public ImportOptions {
        if (uploads < 1 || uploads > 32) {
            throw new IllegalArgumentException("uploads at the same time: 1 to 32");
        }
    }

    public ImportOptions keepOriginals(boolean keep) {
        return new ImportOptions(uploads, keep, commitLimit);
    }

    public ImportOptions uploads(int atTheSameTime) {
        return new ImportOptions(atTheSameTime, keepOriginals, commitLimit);
    }
}
