package dev.capsule.bench.ingest;

import java.util.Locale;

/**
 * One kind of load.
 *
 * @param fileBytes size of each file
 * @param chunkBytes size of each request's body but the last of a file
 * @param files how many are sent in all
 * @param connections how many are sent at once
 */
record Scenario(int fileBytes, int chunkBytes, int files, int connections) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    String name() {
        return size(fileBytes) + " files, " + size(chunkBytes) + " chunks";
    }

    long totalBytes() {
        return (long) fileBytes * files;
    }

    int chunksPerFile() {
        return Math.ceilDiv(fileBytes, chunkBytes);
    }

    private static String size(int bytes) {
        return String.format(
                Locale.ROOT, bytes % MIB == 0 ? "%d MiB" : "%d KiB", bytes % MIB == 0 ? bytes / MIB : bytes / KIB);
    }
}
