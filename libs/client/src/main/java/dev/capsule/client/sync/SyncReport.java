package dev.capsule.client.sync;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import java.time.Duration;
import java.util.List;

/**
 * What a sync did.
 *
 * @param entries lines of the feed that came, unchanged ones included
 * @param applied what changed the library, in the order of the feed
 * @param held waiting for a key
 * @param refused in quarantine now
 * @param unavailable applied without the original, which the server does not hand out
 * @param stopped albums that hold records of a newer version: update this program
 * @param bytes of ciphertext downloaded
 */
public record SyncReport(
        int pages,
        int entries,
        List<SyncedAsset> applied,
        List<RefusedEntry> held,
        List<RefusedEntry> refused,
        List<AssetId> unavailable,
        List<AlbumId> stopped,
        long bytes,
        Duration duration) {
    public SyncReport {
        applied = List.copyOf(applied);
        held = List.copyOf(held);
        refused = List.copyOf(refused);
        unavailable = List.copyOf(unavailable);
        stopped = List.copyOf(stopped);
    }

    public boolean isClean() {
        return refused.isEmpty() && stopped.isEmpty();
    }
}
