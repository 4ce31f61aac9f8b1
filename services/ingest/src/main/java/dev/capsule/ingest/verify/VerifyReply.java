package dev.capsule.ingest.verify;

import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer of {@code POST /storage/verify} (wire-formats 13; server-invariants 12). */
public record VerifyReply(List<Asset> assets) {

    /** @param durable whether original, metadata and every listed blob are stored, indexed and retrievable */
    public record Asset(AssetId assetId, boolean durable, List<Blob> blobs, Timestamp checkedAt) {}

    /**
     * @param role absent for a hash the asset does not refer to
     * @param stored the bytes are there
     * @param indexed a committed manifest of the asset refers to it
     * @param retrievable it would be served now
     * @param hashOk the bytes have this hash; only for a deep check
     */
    public record Blob(
            Sha256 hash,
            @Nullable String role,
            boolean stored,
            boolean indexed,
            boolean retrievable,
            @Nullable Boolean hashOk) {
        boolean sound() {
            return stored && indexed && retrievable && !Boolean.FALSE.equals(hashOk);
        }
    }
}
