package dev.capsule.client.importing;

/** Told how an import goes. Called from several threads at once; must return quickly. */
public interface ImportListener {
    ImportListener NONE = new ImportListener() {};

    /**
     * The folder has been read.
     *
     * @param files all regular files, of known type or not
     * @param bytes of all of them
     */
    default void planned(int files, long bytes) {}

    /** So many more bytes of the plan need no more work; negative if the server lost some. */
    default void progressed(long bytes) {}

    default void committed(ImportedAsset asset) {}

    default void skipped(SkippedFile file) {}

    default void failed(FailedFile file) {}
}
