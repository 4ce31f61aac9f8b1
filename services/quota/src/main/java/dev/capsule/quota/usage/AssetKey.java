package dev.capsule.quota.usage;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import java.util.Comparator;

/** An asset in the ledger of one album. */
public record AssetKey(AlbumId album, AssetId asset) implements Comparable<AssetKey> {
    private static final Comparator<AssetKey> ORDER = Comparator.comparing(
                    (AssetKey key) -> key.album().value())
            .thenComparing(key -> key.asset().value());

    @Override
    public int compareTo(AssetKey other) {
        return ORDER.compare(this, other);
    }
}
