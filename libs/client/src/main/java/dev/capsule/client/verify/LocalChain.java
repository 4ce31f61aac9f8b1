package dev.capsule.client.verify;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.AssetManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The history of one asset that this client has verified, create first.
 *
 * @param purged whether the server has executed an expired delete: nothing follows it
 */
public record LocalChain(List<AssetManifest> records, boolean purged) {
    public static final LocalChain EMPTY = new LocalChain(List.of(), false);

    public LocalChain {
        records = List.copyOf(records);
    }

    public static LocalChain of(List<AssetManifest> records) {
        return new LocalChain(records, false);
    }

    public boolean isEmpty() {
        return records.isEmpty();
    }

    public Optional<AssetManifest> head() {
        return records.isEmpty() ? Optional.empty() : Optional.of(records.getLast());
    }

    /** The latest create or replace: what the original is encrypted under. */
    public Optional<AssetManifest> content() {
        return last(Action::carriesContent);
    }

    /** The latest record with a metadata blob. */
    public Optional<AssetManifest> metadata() {
        return last(Action::carriesMetadata);
    }

    private Optional<AssetManifest> last(java.util.function.Predicate<Action> wanted) {
        return records.reversed().stream().filter(m -> wanted.test(m.action())).findFirst();
    }

    public boolean contains(Sha256 manifestHash) {
        return records.stream().anyMatch(m -> m.hash().equals(manifestHash));
    }

    /** The highest epoch in the chain, 0 for none. */
    public long highestEpoch() {
        return records.stream().mapToLong(AssetManifest::amkVersion).max().orElse(0);
    }

    /** The highest crypto suite in the chain, 0 for none. */
    public long highestSuite() {
        return records.stream().mapToLong(AssetManifest::suite).max().orElse(0);
    }

    public LocalChain append(AssetManifest next) {
        var all = new ArrayList<>(records);
        all.add(next);
        return new LocalChain(all, purged);
    }
}
