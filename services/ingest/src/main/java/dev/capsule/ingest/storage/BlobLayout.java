package dev.capsule.ingest.storage;

import dev.capsule.protocol.id.Sha256;
import java.nio.file.Path;

/** Where a blob lies below the root: {@code blobs/hh/hh/<hash>} (wire-formats 12). Only hashes become names. */
record BlobLayout(Path root) {
    Path blobs() {
        return root.resolve("blobs");
    }

    Path quarantineDirectory() {
        return root.resolve("quarantine");
    }

    Path blob(Sha256 hash) {
        String hex = hash.hex();
        return blobs().resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
    }

    /** The signed manifests that refer to the blob, one after the other. */
    Path annotations(Sha256 hash) {
        var blob = blob(hash);
        return blob.resolveSibling(blob.getFileName() + ".env");
    }

    Path quarantined(Sha256 hash) {
        return quarantineDirectory().resolve(hash.hex());
    }

    Path quarantineReason(Sha256 hash) {
        return quarantineDirectory().resolve(hash.hex() + ".reason.json");
    }
}
