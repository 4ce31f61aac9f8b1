package dev.capsule.validation.ledger;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.BlobRole;
import java.util.Optional;

/**
 * A blob an asset refers to now.
 *
 * @param size bytes of ciphertext
 */
record StoredBlob(Sha256 hash, long size) {
    BlobRef as(BlobRole role) {
        return new BlobRef(role, hash, size, Optional.empty());
    }

    static StoredBlob of(BlobRef ref) {
        return new StoredBlob(ref.hash(), ref.size());
    }
}
