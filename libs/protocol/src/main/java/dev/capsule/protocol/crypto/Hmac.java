package dev.capsule.protocol.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC (RFC 2104) with SHA-256 and SHA-512. */
public final class Hmac {
    static final int SHA512_LENGTH = 64;
    public static final int SHA256_LENGTH = 32;

    private Hmac() {}

    public static byte[] sha256(Secret key, byte[]... parts) {
        return mac("HmacSHA256", key.reveal(), parts);
    }

    /** Compares in constant time. */
    public static boolean verifiesSha256(Secret key, byte[] tag, byte[]... parts) {
        return MessageDigest.isEqual(sha256(key, parts), tag);
    }

    static byte[] sha512(byte[] key, byte[]... parts) {
        return mac("HmacSHA512", key, parts);
    }

    private static byte[] mac(String algorithm, byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks " + algorithm, e);
        }
    }
}
