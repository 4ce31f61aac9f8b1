package dev.capsule.client.sync;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.failure.ClientReason;
import dev.capsule.client.keys.ContentKeys;
import dev.capsule.client.verify.SignerDirectory;
import dev.capsule.protocol.crypto.DecryptionException;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.metadata.MetadataBlob;
import dev.capsule.protocol.metadata.Sidecar;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.util.Optional;
import java.util.function.Function;

/** From a metadata blob to a believed sidecar (client-invariants 3, item 6). */
final class SidecarOpener {
    private SidecarOpener() {}

    /**
     * @param metadata the latest record with metadata of a verified chain
     * @param amk the album key of its epoch
     * @throws ClientException METADATA_DIVERGENCE, SIDECAR_MALFORMED, SCHEMA_TOO_NEW or SIDECAR_SIGNATURE
     */
    static Sidecar open(
            Bytes encoded,
            AssetManifest metadata,
            Secret amk,
            Function<UserId, Optional<SignerDirectory>> directories) {
        byte[] plaintext = decrypt(encoded, metadata, amk);
        var sidecar = decode(plaintext);
        if (!sidecar.assetId().equals(metadata.assetId())
                || sidecar.suite() != metadata.suite()
                || !sidecar.priorManifest().equals(metadata.priorHash().orElse(Sha256.ZERO))) {
            throw refused(ClientReason.METADATA_DIVERGENCE);
        }
        var device = directories.apply(sidecar.signedByUser()).flatMap(d -> d.device(sidecar.signedByDevice())
                .filter(d::isCertified));
        if (device.isEmpty()) {
            throw refused(ClientReason.SIDECAR_SIGNATURE);
        }
        try {
            sidecar.verify(device.get().signingKey());
        } catch (SignatureException e) {
            throw refused(ClientReason.SIDECAR_SIGNATURE);
        }
        return sidecar;
    }

    private static byte[] decrypt(Bytes encoded, AssetManifest metadata, Secret amk) {
        try {
            var blob = new MetadataBlob(encoded);
            if (!Optional.of(blob.hash()).equals(metadata.metadataBlobHash()) || blob.suite() != metadata.suite()) {
                throw refused(ClientReason.METADATA_DIVERGENCE);
            }
            return blob.open(ContentKeys.metadata(amk, metadata.assetId(), blob.nonce()));
        } catch (RefusalException | DecryptionException e) {
            throw refused(ClientReason.METADATA_DIVERGENCE);
        }
    }

    private static Sidecar decode(byte[] plaintext) {
        try {
            return Sidecar.decode(plaintext);
        } catch (RefusalException e) {
            throw refused(
                    e.code() == ReasonCode.SIDECAR_SCHEMA_UNKNOWN
                            ? ClientReason.SCHEMA_TOO_NEW
                            : ClientReason.SIDECAR_MALFORMED);
        }
    }

    private static ClientException refused(ClientReason reason) {
        return new ClientException(reason, reason.sentence() + ".");
    }
}
