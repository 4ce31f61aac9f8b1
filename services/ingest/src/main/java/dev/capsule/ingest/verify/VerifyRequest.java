package dev.capsule.ingest.verify;

import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /storage/verify} (wire-formats 13).
 *
 * @param assets at most 256
 * @param deep whether the bytes are hashed again
 */
public record VerifyRequest(List<Asset> assets, @Nullable Boolean deep) {

    /** @param blobHashes what the client believes to be stored, at most 64 */
    public record Asset(AssetId assetId, List<Sha256> blobHashes) {}
}
