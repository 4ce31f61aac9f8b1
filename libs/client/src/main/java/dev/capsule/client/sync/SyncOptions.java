package dev.capsule.client.sync;

/**
 * What to bring in.
 *
 * @param originals whether originals are downloaded, or sidecars and histories only
 * @param downloads at the same time, 1 to 32
 */
public record SyncOptions(boolean originals, int downloads) {
    public static final SyncOptions ALL = new SyncOptions(true, 4);
    public static final SyncOptions METADATA_ONLY = new SyncOptions(false, 4);

    public SyncOptions {
        if (downloads < 1 || downloads > 32) {
            throw new IllegalArgumentException("downloads at the same time: 1 to 32");
        }
    }
}
