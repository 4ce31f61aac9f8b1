package dev.capsule.client.verify;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.AssetManifest;
import java.util.List;

/** How a history that is offered relates to the local one (client-invariants 1.2). */
public sealed interface ChainPosition {

    /** The heads are equal: nothing to do. */
    record Same() implements ChainPosition {}

    /**
     * The offered history goes on where the local one ends.
     *
     * @param next the records to verify and apply, in order, at least one
     */
    record Extends(List<AssetManifest> next) implements ChainPosition {}

    /** The offered head is one this client has already moved on from. */
    record Stale() implements ChainPosition {}

    /** Neither continues the other. */
    record Divergent() implements ChainPosition {}

    /**
     * @param offered the whole offered history, create first, already linked by prior hashes
     */
    static ChainPosition of(LocalChain local, List<AssetManifest> offered) {
        if (offered.isEmpty()) {
            return new Divergent();
        }
        Sha256 offeredHead = offered.getLast().hash();
        if (local.isEmpty()) {
            return new Extends(offered);
        }
        var localHead = local.head().orElseThrow().hash();
        if (offeredHead.equals(localHead)) {
            return new Same();
        }
        if (local.contains(offeredHead)) {
            return new Stale();
        }
        for (int i = 0; i < offered.size(); i++) {
            if (offered.get(i).hash().equals(localHead)) {
                return new Extends(offered.subList(i + 1, offered.size()));
            }
        }
        return new Divergent();
    }
}
