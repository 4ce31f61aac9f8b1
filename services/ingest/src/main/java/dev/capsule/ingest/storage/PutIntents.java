package dev.capsule.ingest.storage;

import dev.capsule.protocol.id.Sha256;
import java.util.UUID;

/**
 * Where a store that puts blobs in several steps writes down that it is about to, before the first step: whatever a crash
 * leaves half done is found by this, never by listing the store.
 */
public interface PutIntents {

    /** Durable when it returns. */
    UUID begin(Sha256 hash);

    /** The put has ended, and left nothing half done. */
    void end(UUID intent);
}
