package dev.capsule.protocol.crypto;

import dev.capsule.protocol.id.Bytes;

/** Verification. Returns nothing or throws, so that no result can be forgotten. */
public final class Signatures {
    private Signatures() {}

    /**
     * Verifies both halves of a hybrid signature, always both, whatever the first says (wire-formats 0.1).
     *
     * @param canonicalCore canonical CBOR of the signed map without its signature keys
     * @throws SignatureException unless both halves verify
     */
    public static void verify(SignedType type, HybridPublicKey key, byte[] canonicalCore, HybridSignature signature) {
        byte[] message = type.message(canonicalCore);
        var decoded = key.decoded();
        boolean classical = Ed25519.verifies(decoded.classical(), message, signature.ed25519());
        boolean postQuantum = MlDsa65.verifies(decoded.postQuantum(), message, signature.mlDsa65());
        if (!(classical && postQuantum)) {
            throw new SignatureException();
        }
    }

    /**
     * Verifies a short-lived operational signature (tokens, server to server): Ed25519 alone.
     *
     * @throws SignatureException unless it verifies; also for a key or signature of the wrong length
     */
    public static void verifyOperational(Bytes ed25519Key, byte[] message, Bytes signature) {
        if (ed25519Key.length() != HybridPublicKey.ED25519_LENGTH
                || signature.length() != HybridSignature.ED25519_LENGTH
                || !Ed25519.verifies(Ed25519.decode(ed25519Key), message, signature)) {
            throw new SignatureException();
        }
    }
}
