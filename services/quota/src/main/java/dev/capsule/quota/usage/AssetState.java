package dev.capsule.quota.usage;

import java.time.Instant;
import java.util.Optional;

/**
 * The present of an asset as far as it decides who pays. Merging is commutative, associative and idempotent.
 *
 * @param trashSeq position of the create, delete or restore that decided {@code trashed}; 0 before any is known
 * @param purgedAt final once there
 */
public record AssetState(long trashSeq, boolean trashed, Optional<Instant> purgedAt) {
    static final AssetState UNKNOWN = new AssetState(0, false, Optional.empty());

    static AssetState decided(long seq, boolean trashed) {
        return new AssetState(seq, trashed, Optional.empty());
    }

    static AssetState purged(Instant at) {
        return new AssetState(0, false, Optional.of(at));
    }

    AssetState merge(AssetState other) {
        var later = other.trashSeq > trashSeq ? other : this;
        return new AssetState(later.trashSeq, later.trashed, purgedAt.or(other::purgedAt));
    }
}
