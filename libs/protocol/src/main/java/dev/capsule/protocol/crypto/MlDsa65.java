package dev.capsule.protocol.crypto;

import dev.capsule.protocol.id.Bytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/**
 * ML-DSA-65 (FIPS 204), pure mode, empty context. The JDK verifies (a quarter faster than BouncyCastle); BouncyCastle
 * signs, because it makes the key from the 32-byte seed and signs deterministically.
 */
final class MlDsa65 {
    /** The X.509 header before the raw key: SEQUENCE { SEQUENCE { OID id-ml-dsa-65 }, BIT STRING }. */
    private static final byte[] X509_HEADER = HexFormat.of().parseHex("308207b2300b0609608648016503040312038207a100");

    private MlDsa65() {}

    static boolean verifies(Bytes publicKey, byte[] message, Bytes signature) {
        try {
            byte[] encoded = new byte[X509_HEADER.length + publicKey.length()];
            System.arraycopy(X509_HEADER, 0, encoded, 0, X509_HEADER.length);
            System.arraycopy(publicKey.toArray(), 0, encoded, X509_HEADER.length, publicKey.length());
            var key = KeyFactory.getInstance("ML-DSA-65").generatePublic(new X509EncodedKeySpec(encoded));
            var verifier = Signature.getInstance("ML-DSA-65");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature.toArray());
        } catch (java.security.SignatureException | InvalidKeySpecException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
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
