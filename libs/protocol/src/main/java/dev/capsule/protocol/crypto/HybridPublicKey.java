package dev.capsule.protocol.crypto;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An Ed25519 and an ML-DSA-65 public key that always act together. On the wire [bstr(32), bstr(1952)]. Whoever verifies
 * often with one key keeps the object: it is decoded for the providers once.
 */
public final class HybridPublicKey {
    public static final int ED25519_LENGTH = 32;
    public static final int ML_DSA_65_LENGTH = 1952;

    private final Bytes ed25519;
    private final Bytes mlDsa65;
    private volatile @Nullable DecodedKey decoded;

    /** @throws IllegalArgumentException unless the halves have the exact lengths */
    public HybridPublicKey(Bytes ed25519, Bytes mlDsa65) {
        if (ed25519.length() != ED25519_LENGTH || mlDsa65.length() != ML_DSA_65_LENGTH) {
            throw new IllegalArgumentException("a hybrid public key has 32 and 1952 bytes");
        }
        this.ed25519 = ed25519;
        this.mlDsa65 = mlDsa65;
    }

    public Bytes ed25519() {
        return ed25519;
    }

    public Bytes mlDsa65() {
        return mlDsa65;
    }

    /** Two threads may both decode; the results are alike. */
    DecodedKey decoded() {
        var known = decoded;
        if (known == null) {
            known = DecodedKey.of(this);
            decoded = known;
        }
        return known;
    }

    /** @throws CborException unless the item is an array of two byte strings of the exact lengths */
    public static HybridPublicKey of(Cbor cbor) {
        var pair = BytePair.of(cbor, ED25519_LENGTH, ML_DSA_65_LENGTH);
        return new HybridPublicKey(pair.first(), pair.second());
    }

    public Cbor toCbor() {
        return Cbor.array(Cbor.of(ed25519), Cbor.of(mlDsa65));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HybridPublicKey that && ed25519.equals(that.ed25519) && mlDsa65.equals(that.mlDsa65);
    }

    @Override
    public int hashCode() {
        return 31 * ed25519.hashCode() + mlDsa65.hashCode();
    }

    @Override
    public String toString() {
        return "HybridPublicKey[" + ed25519.hex() + "]";
    }
}
