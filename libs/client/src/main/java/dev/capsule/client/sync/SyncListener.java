package dev.capsule.client.sync;

/** Told how a sync goes. Called from several threads at once; must return quickly. */
public interface SyncListener {
    SyncListener NONE = new SyncListener() {};

    /**
     * A page has arrived and was verified.
     *
     * @param bytes of ciphertext that are going to be downloaded for it
     */
    default void page(int entries, long bytes) {}

    default void received(long bytes) {}

    default void applied(SyncedAsset asset) {}

    default void refused(RefusedEntry entry) {}
}
