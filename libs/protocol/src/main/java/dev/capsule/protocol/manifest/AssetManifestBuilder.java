package dev.capsule.protocol.manifest;

import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.signed.SignedMap;
import org.jspecify.annotations.Nullable;

/** Writes and signs an asset manifest. The writer persists the signed bytes before the first send (wire-formats 0.4). */
public final class AssetManifestBuilder {
    private final CborMapBuilder core = new CborMapBuilder();

    public AssetManifestBuilder(Action action, AssetId asset, AlbumId album, ProtocolVersion pin) {
        core.put(0, AssetManifest.TYPE)
                .put(1, CryptoSuite.SUITE_1.id())
                .put(2, pin.date())
                .put(3, asset)
                .put(4, album)
                .put(9, StreamCipher.PLAIN_CHUNK)
                .put(17, action.wireName());
    }

    public AssetManifestBuilder epoch(long amkVersion) {
        core.put(5, amkVersion);
        return this;
    }

    public AssetManifestBuilder content(Sha256 ciphertextHash, long plaintextSize, Bytes noncePrefix) {
        core.put(6, ciphertextHash).put(8, plaintextSize).put(10, noncePrefix).put(11, KeyMode.DERIVED.wireName());
        return this;
    }

    /** Copies the content fields of the latest create or replace, as every action without a new original must. */
    public AssetManifestBuilder contentOf(AssetManifest latest) {
        core.put(6, latest.ciphertextHash())
                .put(8, latest.plaintextSize())
                .put(10, latest.noncePrefix())
                .put(11, latest.keyMode().wireName())
                .put(12, latest.wrappedFileKey().orElse(null));
        return this;
    }

    public AssetManifestBuilder metadata(Sha256 metadataBlobHash) {
        core.put(7, metadataBlobHash);
        return this;
    }

    public AssetManifestBuilder author(UserId user, DeviceId device, String clientVersion, Timestamp timestamp) {
        core.put(13, user).put(14, device).put(15, clientVersion).put(16, timestamp);
        return this;
    }

    public AssetManifestBuilder prior(@Nullable Sha256 priorHash) {
        core.put(18, priorHash);
        return this;
    }

    public AssetManifestBuilder retentionUntil(Timestamp retentionUntil) {
        core.put(19, retentionUntil);
        return this;
    }

    public AssetManifest sign(HybridSigner device, HybridSigner writeTier) {
        return AssetManifest.decode(SignedMap.sign(SignedType.ASSET_MANIFEST, core.build(), device, writeTier));
    }
}
