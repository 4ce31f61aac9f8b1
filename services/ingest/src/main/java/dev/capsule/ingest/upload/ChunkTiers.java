package dev.capsule.ingest.upload;

/** The chunk size suggested to clients, by file size (wire-formats 12). Bytes. */
final class ChunkTiers {
    private static final long SMALL_FILE = 10_000_000;
    private static final long MEDIUM_FILE = 100_000_000;

    private ChunkTiers() {}

    static long suggested(long fileSize) {
        if (fileSize < SMALL_FILE) {
            return 256 * 1024;
        }
        return fileSize < MEDIUM_FILE ? 1024 * 1024 : 4 * 1024 * 1024;
    }
}
