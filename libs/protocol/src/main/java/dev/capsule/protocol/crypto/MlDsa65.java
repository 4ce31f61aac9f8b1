package dev.capsule.protocol.crypto;

import dev.capsule.protocol.id.Bytes;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.jspecify.annotations.Nullable;

/**
 * ML-DSA-65 (FIPS 204), pure mode, empty context. The JDK verifies (a quarter faster than BouncyCastle); BouncyCastle
 * signs, because it makes the key from the 32-byte seed and signs deterministically.
 */
final class MlDsa65 {
    /** The X.509 header before the raw key: SEQUENCE { SEQUENCE { OID id-ml-dsa-65 }, BIT STRING }. */
    private static final byte[] X509_HEADER = HexFormat.of().parseHex("308207b2300b0609608648016503040312038207a100");

    private MlDsa65() {}

    /** The key as the JDK wants it; null if it refuses the bytes. */
    static @Nullable PublicKey decode(Bytes publicKey) {
        byte[] encoded = Arrays.copyOf(X509_HEADER, X509_HEADER.length + publicKey.length());
        publicKey.copyTo(encoded, X509_HEADER.length);
        try {
            return KeyFactory.getInstance("ML-DSA-65").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            return null;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks ML-DSA-65", e);
        }
    }

    static boolean verifies(@Nullable PublicKey key, byte[] message, Bytes signature) {
        if (key == null) {
            return false;
        }
        try {
            var verifier = Signature.getInstance("ML-DSA-65");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature.toArray());
        } catch (java.security.SignatureException | InvalidKeyException e) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks ML-DSA-65", e);
        }
    }

    static MLDSAPrivateKeyParameters privateKey(byte[] seed) {
        return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed);
    }

    static Bytes sign(MLDSAPrivateKeyParameters key, byte[] message) {
        var signer = new MLDSASigner();
        CipherParameters deterministic = key;
        signer.init(true, deterministic);
        signer.update(message, 0, message.length);
        try {
            return Bytes.of(signer.generateSignature());
        } catch (CryptoException e) {
            throw new IllegalStateException("ML-DSA-65 signing failed", e);
        }
    }
}
