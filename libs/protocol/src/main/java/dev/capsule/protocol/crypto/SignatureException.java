package dev.capsule.protocol.crypto;

/** A signature does not verify. Says nothing about which half failed. */
public final class SignatureException extends RuntimeException {
    public SignatureException() {
        super("the signature does not verify", null, false, false);
    }
}
