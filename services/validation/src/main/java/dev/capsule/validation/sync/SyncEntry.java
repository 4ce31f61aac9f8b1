package dev.capsule.validation.sync;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest of one asset (wire-formats 11).
 *
 * @param manifest the head of the asset's chain
 * @param contentManifest the latest create or replace, where that is not the head
 * @param metadataManifest the latest that names a metadata blob, where that is not the head
 * @param derivativeManifests the live set
 * @param metadataBlob absent after purge
 * @param blobs empty after purge
 */
public record SyncEntry(
        AlbumId albumId,
        AssetId assetId,
        long syncSeq,
        String protocolVersion,
        String changeKind,
        Bytes manifest,
        @Nullable Bytes contentManifest,
        @Nullable Bytes metadataManifest,
        List<Bytes> derivativeManifests,
        @Nullable Bytes metadataBlob,
        List<Blob> blobs,
        Timestamp receivedAt) {

    /**
     * A blob the asset refers to.
     *
     * @param size bytes of ciphertext
     * @param format of a derivative
     */
    public record Blob(
            Sha256 hash, String role, long size, @Nullable String format) {}
}
