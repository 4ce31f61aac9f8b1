package dev.capsule.ingest.upload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /upload} (http-api; wire-formats 12). Members with a reason code of their own are read loosely
 * and judged by {@link UploadChecks}.
 *
 * @param manifest signed bytes; {@code manifest_envelope} is the same member under its other name
 */
public record UploadRequest(
        String role,
        @Nullable JsonNode size,
        JsonNode hash,
        String contentType,
        @Nullable JsonNode cryptoSuiteId,
        String protocolVersion,
        AlbumId albumId,
        AssetId assetId,
        @Nullable Bytes manifest,
        @Nullable Bytes manifestEnvelope,
        @Nullable UserId ownerId,
        @Nullable IntentId intentId,
        @Nullable OperationId operationId) {

    /** @throws RefusalException BODY_MALFORMED if it comes under both names */
    public @Nullable Bytes signedManifest() {
        if (manifest != null && manifestEnvelope != null) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "manifest and manifest_envelope are one member");
        }
        return manifest != null ? manifest : manifestEnvelope;
    }
}
