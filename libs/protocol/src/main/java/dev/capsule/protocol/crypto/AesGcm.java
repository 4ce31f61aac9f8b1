package dev.capsule.protocol.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM with 12-byte nonces, 16-byte tags and no associated data (wire-formats 0.1). */
public final class AesGcm {
    public static final int KEY_LENGTH = 32;
    public static final int NONCE_LENGTH = 12;
    public static final int TAG_LENGTH = 16;

    private AesGcm() {}

    /** Ciphertext followed by the tag. The caller never uses a nonce twice with a key. */
    public static byte[] seal(Secret key, byte[] nonce, byte[] plaintext) {
        return seal(key, nonce, plaintext, 0, plaintext.length);
    }

    static byte[] seal(Secret key, byte[] nonce, byte[] plaintext, int offset, int length) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(plaintext, offset, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed", e);
        }
    }

    /** @throws DecryptionException if the tag does not verify; nothing of the plaintext is released */
    public static byte[] open(Secret key, byte[] nonce, byte[] sealed) {
        return open(key, nonce, sealed, 0, sealed.length);
    }

    static byte[] open(Secret key, byte[] nonce, byte[] sealed, int offset, int length) {
        if (length < TAG_LENGTH) {
            throw new DecryptionException("shorter than its tag");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce).doFinal(sealed, offset, length);
        } catch (AEADBadTagException e) {
            throw new DecryptionException("the tag does not verify");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed", e);
        }
    }

    private static Cipher cipher(int mode, Secret key, byte[] nonce) throws GeneralSecurityException {
        if (key.length() != KEY_LENGTH || nonce.length != NONCE_LENGTH) {
            throw new IllegalArgumentException("AES-256-GCM takes a key of 32 and a nonce of 12 bytes");
        }
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key.reveal(), "AES"), new GCMParameterSpec(8 * TAG_LENGTH, nonce));
        return cipher;
    }
}
