package dev.capsule.client.upload;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.metadata.MetadataBlob;
import dev.capsule.protocol.metadata.Sidecar;

/**
 * An asset whose signed bytes exist: whatever is sent is exactly this, however often it is sent.
 *
 * @param source path of the file it was made from, as the user gave it
 * @param sourceSize bytes of plaintext
 * @param sourceModified of the file at that time, Unix milliseconds
 */
public record StagedAsset(
        String source,
        long sourceSize,
        long sourceModified,
        AssetManifest manifest,
        Sidecar sidecar,
        MetadataBlob metadata) {

    public AssetId id() {
        return manifest.assetId();
    }

    public AlbumId album() {
        return manifest.albumId();
    }

    public Sha256 plaintextHash() {
        return sidecar.plaintextHash();
    }

    static StagedAsset of(
            String source, long size, long modified, byte[] manifest, byte[] sidecar, byte[] metadataBlob) {
        return new StagedAsset(
                source,
                size,
                modified,
                AssetManifest.decode(manifest),
                Sidecar.decode(sidecar),
                new MetadataBlob(Bytes.of(metadataBlob)));
    }
}
