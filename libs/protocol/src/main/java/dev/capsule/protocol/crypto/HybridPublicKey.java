package dev.capsule.protocol.crypto;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.Bytes;

/** An Ed25519 and an ML-DSA-65 public key that always act together. On the wire [bstr(32), bstr(1952)]. */
public record HybridPublicKey(Bytes ed25519, Bytes mlDsa65) {
    public static final int ED25519_LENGTH = 32;
    public static final int ML_DSA_65_LENGTH = 1952;

    public HybridPublicKey {
        if (ed25519.length() != ED25519_LENGTH || mlDsa65.length() != ML_DSA_65_LENGTH) {
            throw new IllegalArgumentException("a hybrid public key has 32 and 1952 bytes");
        }
    }

    /** @throws CborException unless the item is an array of two byte strings of the exact lengths */
    public static HybridPublicKey of(Cbor cbor) {
        var pair = BytePair.of(cbor, ED25519_LENGTH, ML_DSA_65_LENGTH);
        return new HybridPublicKey(pair.first(), pair.second());
    }

    public Cbor toCbor() {
        return Cbor.array(Cbor.of(ed25519), Cbor.of(mlDsa65));
    }
}
