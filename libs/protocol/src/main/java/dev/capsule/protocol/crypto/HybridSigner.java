package dev.capsule.protocol.crypto;

import dev.capsule.protocol.id.Bytes;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;

/** A hybrid private key that can only sign. Made from two seeds; signs deterministically. */
public final class HybridSigner {
    /** Bytes of the seed: 32 for Ed25519 followed by 32 for ML-DSA-65. */
    public static final int SEED_LENGTH = 64;

    private final byte[] ed25519Seed;
    private final MLDSAPrivateKeyParameters mlDsa;
    private final HybridPublicKey publicKey;

    /** @throws IllegalArgumentException unless the seed has {@link #SEED_LENGTH} bytes */
    public HybridSigner(Secret seed) {
        byte[] bytes = seed.reveal();
        if (bytes.length != SEED_LENGTH) {
            throw new IllegalArgumentException("a hybrid seed has 64 bytes");
        }
        ed25519Seed = java.util.Arrays.copyOf(bytes, 32);
        mlDsa = MlDsa65.privateKey(java.util.Arrays.copyOfRange(bytes, 32, 64));
        publicKey = new HybridPublicKey(Ed25519.publicKey(ed25519Seed), Bytes.of(mlDsa.getPublicKey()));
    }

    public HybridPublicKey publicKey() {
        return publicKey;
    }

    /** Signs the canonical CBOR of the map without its signature keys. */
    public HybridSignature sign(SignedType type, byte[] canonicalCore) {
        byte[] message = type.message(canonicalCore);
        return new HybridSignature(Ed25519.sign(ed25519Seed, message), MlDsa65.sign(mlDsa, message));
    }

    @Override
    public String toString() {
        return "HybridSigner[redacted]";
    }
}
