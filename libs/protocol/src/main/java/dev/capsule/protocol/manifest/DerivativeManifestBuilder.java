package dev.capsule.protocol.manifest;

import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.id.DerivativeId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.signed.SignedMap;

/** Writes and signs a derivative manifest. With a prior hash it is a derivative-replace, without a derivative-add. */
public final class DerivativeManifestBuilder {
    private final CborMapBuilder core = new CborMapBuilder();
    private boolean hasPrior;

    public DerivativeManifestBuilder(AssetId source, DerivativeRole role, AlbumId album, ProtocolVersion pin) {
        core.put(0, DerivativeManifest.TYPE)
                .put(1, CryptoSuite.SUITE_1.id())
                .put(2, source)
                .put(3, role.wireName())
                .put(12, pin.date())
                .put(13, album)
                .put(17, StreamCipher.PLAIN_CHUNK);
    }

    public DerivativeManifestBuilder epoch(long amkVersion) {
        core.put(14, amkVersion);
        return this;
    }

    public DerivativeManifestBuilder content(
            String format, DerivativeId id, Sha256 ciphertextHash, long plaintextSize, Bytes noncePrefix) {
        core.put(4, format)
                .put(5, ciphertextHash)
                .put(16, plaintextSize)
                .put(18, noncePrefix)
                .put(19, id);
        return this;
    }

    public DerivativeManifestBuilder model(String modelId, String modelVersion) {
        core.put(8, modelId).put(9, modelVersion);
        return this;
    }

    public DerivativeManifestBuilder author(UserId user, DeviceId device, String client, Timestamp generatedAt) {
        core.put(20, user).put(6, device).put(7, client).put(10, generatedAt);
        return this;
    }

    public DerivativeManifestBuilder prior(Sha256 priorHash) {
        core.put(11, priorHash);
        hasPrior = true;
        return this;
    }

    public DerivativeManifest sign(HybridSigner device, HybridSigner writeTier) {
        core.put(15, (hasPrior ? Action.DERIVATIVE_REPLACE : Action.DERIVATIVE_ADD).wireName());
        return DerivativeManifest.decode(
                SignedMap.sign(SignedType.DERIVATIVE_MANIFEST, core.build(), device, writeTier));
    }
}
