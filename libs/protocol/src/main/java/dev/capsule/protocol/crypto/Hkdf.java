package dev.capsule.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** HKDF-SHA512 (RFC 5869) with the labels of wire-formats 0.6. */
public final class Hkdf {
    private Hkdf() {}

    /**
     * @param salt may be empty: then it is a block of zeros, as the RFC says
     * @param length bytes of output, 1 to 64
     */
    public static Secret derive(Secret keyMaterial, byte[] salt, String info, int length) {
        if (length < 1 || length > Hmac.SHA512_LENGTH) {
            throw new IllegalArgumentException("HKDF output of 1 to 64 bytes");
        }
        byte[] pseudoRandomKey =
                Hmac.sha512(salt.length == 0 ? new byte[Hmac.SHA512_LENGTH] : salt, keyMaterial.reveal());
        // One block is enough for every key here: T(1) = HMAC(PRK, info | 0x01).
        byte[] block = Hmac.sha512(pseudoRandomKey, info.getBytes(StandardCharsets.US_ASCII), new byte[] {1});
        return Secret.of(Arrays.copyOf(block, length));
    }
}
