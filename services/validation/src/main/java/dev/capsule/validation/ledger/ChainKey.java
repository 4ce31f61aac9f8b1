package dev.capsule.validation.ledger;

import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.validation.gate.Claim;

/**
 * A chain of records: the asset's own, or that of one derivative role.
 *
 * @param chain {@value #OWN} or the wire name of the role
 */
record ChainKey(AssetKey asset, String chain) {
    static final String OWN = "asset";

    static ChainKey of(Claim claim) {
        var asset = new AssetKey(claim.tenant(), claim.manifest().assetId());
        return switch (claim.manifest()) {
            case AssetManifest a -> new ChainKey(asset, OWN);
            case DerivativeManifest d -> new ChainKey(asset, d.role().wireName());
        };
    }

    boolean isOwn() {
        return chain.equals(OWN);
    }
}
