package dev.capsule.protocol.crypto;

import dev.capsule.protocol.id.Bytes;

/** An Ed25519 private key for short-lived operational signatures: access tokens, capabilities, checkpoints. */
public final class Ed25519Signer {
    public static final int SEED_LENGTH = 32;

    private final byte[] seed;
    private final Bytes publicKey;

    /** @throws IllegalArgumentException unless the seed has {@link #SEED_LENGTH} bytes */
    public Ed25519Signer(Secret seed) {
        this.seed = seed.reveal();
        if (this.seed.length != SEED_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
        }
        publicKey = Ed25519.publicKey(this.seed);
    }

    public Bytes publicKey() {
        return publicKey;
    }

    public Bytes sign(byte[] message) {
        return Ed25519.sign(seed, message);
    }

    @Override
    public String toString() {
        return "Ed25519Signer[redacted]";
    }
}
