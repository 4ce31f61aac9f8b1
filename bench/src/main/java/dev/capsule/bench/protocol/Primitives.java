package dev.capsule.bench.protocol;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSignature;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.signed.SignedMap;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The floor: one hybrid signature of the fixture verified by the same providers the protocol library uses, called
 * directly, with keys decoded and objects made beforehand. It calls the providers itself, so that the library needs no
 * second way in.
 */
final class Primitives {
    private static final byte[] X509_HEADER = HexFormat.of().parseHex("308207b2300b0609608648016503040312038207a100");

    private final byte[] message;
    private final byte[] ed25519Key;
    private final byte[] ed25519Signature;
    private final PublicKey mlDsaKey;
    private final byte[] mlDsaSignature;
    private final Signature mlDsa;

    static Primitives ofDevice(Fixture fixture) {
        return new Primitives(fixture.manifest(), SignedMap.FIRST_SIGNATURE, fixture.deviceKey());
    }

    static Primitives ofWriteTier(Fixture fixture) {
        return new Primitives(fixture.manifest(), SignedMap.SECOND_SIGNATURE, fixture.writeTierKey());
    }

    private Primitives(AssetManifest manifest, long signatureKey, HybridPublicKey key) {
        HybridSignature signature = manifest.signed().signature(signatureKey);
        message = manifest.signedType().message(manifest.signed().core());
        ed25519Key = key.ed25519().toArray();
        ed25519Signature = signature.ed25519().toArray();
        mlDsaSignature = signature.mlDsa65().toArray();
        byte[] raw = key.mlDsa65().toArray();
        byte[] encoded = new byte[X509_HEADER.length + raw.length];
        System.arraycopy(X509_HEADER, 0, encoded, 0, X509_HEADER.length);
        System.arraycopy(raw, 0, encoded, X509_HEADER.length, raw.length);
        try {
            mlDsaKey = KeyFactory.getInstance("ML-DSA-65").generatePublic(new X509EncodedKeySpec(encoded));
            mlDsa = Signature.getInstance("ML-DSA-65");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks ML-DSA-65", e);
        }
    }

    boolean ed25519() {
        return Ed25519.verify(ed25519Signature, 0, ed25519Key, 0, message, 0, message.length);
    }

    boolean mlDsa65() {
        try {
            mlDsa.initVerify(mlDsaKey);
            mlDsa.update(message);
            return mlDsa.verify(mlDsaSignature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
