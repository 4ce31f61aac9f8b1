package dev.capsule.protocol.manifest;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.protocol.signed.SignedMap;
import java.util.Optional;

/** What asset and derivative manifests have in common: everything the gate needs but the rules of one kind. */
public sealed interface Manifest permits AssetManifest, DerivativeManifest {

    /**
     * Tells the kind by the type field and decodes it.
     *
     * @throws RefusalException with {@link ReasonCode#MANIFEST_MALFORMED}
     */
    static Manifest decode(byte[] encoded) {
        return SignedMap.parse(encoded, AssetManifest.MAX_BYTES, signed -> switch (signed.fields()
                .text(0, 32)) {
            case AssetManifest.TYPE -> new AssetManifest(signed);
            case DerivativeManifest.TYPE -> new DerivativeManifest(signed);
            default -> throw new CborException("not a manifest of a known type");
        });
    }

    SignedMap signed();

    long suite();

    String protocolVersion();

    AssetId assetId();

    AlbumId albumId();

    /** The epoch whose write-tier key signs, 1 and up. */
    long amkVersion();

    Sha256 ciphertextHash();

    long plaintextSize();

    UserId user();

    DeviceId device();

    Timestamp timestamp();

    Action action();

    Optional<Sha256> priorHash();

    default Bytes encoded() {
        return signed().encoded();
    }

    /** SHA-256 of the complete signed bytes: the link the next record of the chain names. */
    default Sha256 hash() {
        return signed().hash();
    }

    default SignedType signedType() {
        return switch (this) {
            case AssetManifest a -> SignedType.ASSET_MANIFEST;
            case DerivativeManifest d -> SignedType.DERIVATIVE_MANIFEST;
        };
    }

    /** @throws SignatureException unless both halves verify under the device key */
    default void verifyDevice(HybridPublicKey deviceKey) {
        signed().verify(signedType(), deviceKey, SignedMap.FIRST_SIGNATURE);
    }

    /** @throws SignatureException unless both halves verify under the write-tier key of the epoch */
    default void verifyWriter(HybridPublicKey writeTierKey) {
        signed().verify(signedType(), writeTierKey, SignedMap.SECOND_SIGNATURE);
    }
}
