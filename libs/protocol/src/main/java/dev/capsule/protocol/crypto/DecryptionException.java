package dev.capsule.protocol.crypto;

/** The ciphertext was changed, cut, reordered or made with another key. */
public final class DecryptionException extends RuntimeException {
    public DecryptionException(String message) {
        super(message, null, false, false);
    }
}
