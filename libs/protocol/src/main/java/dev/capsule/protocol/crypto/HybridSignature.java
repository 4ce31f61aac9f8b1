package dev.capsule.protocol.crypto;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.Bytes;

/** An Ed25519 and an ML-DSA-65 signature over the same message. On the wire [bstr(64), bstr(3309)]. */
public record HybridSignature(Bytes ed25519, Bytes mlDsa65) {
    public static final int ED25519_LENGTH = 64;
    public static final int ML_DSA_65_LENGTH = 3309;

    public HybridSignature {
        if (ed25519.length() != ED25519_LENGTH || mlDsa65.length() != ML_DSA_65_LENGTH) {
            throw new IllegalArgumentException("a hybrid signature has 64 and 3309 bytes");
        }
    }

    /** @throws CborException unless the item is an array of two byte strings of the exact lengths */
    public static HybridSignature of(Cbor cbor) {
        var pair = BytePair.of(cbor, ED25519_LENGTH, ML_DSA_65_LENGTH);
        return new HybridSignature(pair.first(), pair.second());
    }

    public Cbor toCbor() {
        return Cbor.array(Cbor.of(ed25519), Cbor.of(mlDsa65));
    }
}
