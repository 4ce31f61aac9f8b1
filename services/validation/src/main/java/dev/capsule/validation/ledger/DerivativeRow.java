package dev.capsule.validation.ledger;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.DerivativeManifest;
import java.util.Optional;

/**
 * A live derivative: the newest of its role, format and model.
 *
 * @param blob absent where the original itself serves the tier
 */
record DerivativeRow(Slot slot, Sha256 manifest, Optional<StoredBlob> blob) {

    /** @param model empty for all but embeddings */
    record Slot(AssetKey asset, String role, String format, String model) {
        static Slot of(AssetKey asset, DerivativeManifest manifest) {
            return new Slot(
                    asset,
                    manifest.role().wireName(),
                    manifest.format(),
                    manifest.modelId().orElse(""));
        }
    }

    Optional<BlobRef> reference() {
        return blob.map(stored -> stored.as(BlobRole.DERIVATIVE));
    }
}
