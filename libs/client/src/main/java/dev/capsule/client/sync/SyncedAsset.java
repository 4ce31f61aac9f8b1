package dev.capsule.client.sync;

import dev.capsule.client.library.LibraryAsset;
import java.time.Instant;

/**
 * One entry that changed the library.
 *
 * @param receivedAt when the server took it, by the server's clock
 * @param seenAt when the page with it arrived here
 * @param appliedAt when it was verified, decrypted and on disk here
 */
public record SyncedAsset(
        LibraryAsset asset, String changeKind, Instant receivedAt, Instant seenAt, Instant appliedAt) {}
