package dev.capsule.protocol.signed;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborEncoder;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSignature;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Signatures;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A signed object: a canonical map with hybrid signatures at keys 30 and, for two signers, 31. Every signer covers the
 * map without both keys (wire-formats 0.4); the object hash covers all of it (0.5).
 */
public final class SignedMap {
    public static final long FIRST_SIGNATURE = 30;
    public static final long SECOND_SIGNATURE = 31;

    private final Bytes encoded;
    private final Sha256 hash;
    private final CborMap fields;
    private final byte[] core;

    private SignedMap(byte[] encoded, CborMap fields) {
        this.encoded = Bytes.of(encoded);
        this.hash = Sha256.hash(encoded);
        this.fields = fields;
        this.core = encodeCore(fields.item());
    }

    /** @throws CborException unless the bytes are one canonical map of at most {@code maxBytes} */
    public static SignedMap decode(byte[] encoded, int maxBytes) {
        return new SignedMap(encoded, CborMap.decode(encoded, CborLimits.ofBytes(maxBytes)));
    }

    /**
     * Decodes an object of any kind and turns structural defects into the one refusal they share.
     *
     * @throws RefusalException with {@link ReasonCode#MANIFEST_MALFORMED}
     */
    public static <T> T parse(byte[] encoded, int maxBytes, Function<SignedMap, T> read) {
        try {
            return read.apply(decode(encoded, maxBytes));
        } catch (CborException e) {
            throw new RefusalException(ReasonCode.MANIFEST_MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    /** Signs a core with one or two keys and returns the encoded object. */
    public static byte[] sign(SignedType type, Cbor.MapItem core, HybridSigner first, @Nullable HybridSigner second) {
        byte[] canonical = CborEncoder.encode(core);
        var signed = new CborMapBuilder()
                .putAll(core.entries())
                .put(FIRST_SIGNATURE, first.sign(type, canonical).toCbor());
        if (second != null) {
            signed.put(SECOND_SIGNATURE, second.sign(type, canonical).toCbor());
        }
        return signed.encode();
    }

    public CborMap fields() {
        return fields;
    }

    public Bytes encoded() {
        return encoded;
    }

    /** SHA-256 of the complete encoding, signatures included. */
    public Sha256 hash() {
        return hash;
    }

    /** Canonical CBOR of the map without keys 30 and 31: what the signatures cover. */
    public byte[] core() {
        return core.clone();
    }

    private static byte[] encodeCore(Cbor.MapItem signed) {
        var entries = signed.entries().stream()
                .filter(e -> !(e.getKey() instanceof Cbor.Int(long key)
                        && (key == FIRST_SIGNATURE || key == SECOND_SIGNATURE)))
                .toList();
        return CborEncoder.encode(new Cbor.MapItem(entries));
    }

    /** @throws CborException if there is no well-formed signature at that key */
    public void requireSignature(long key) {
        HybridSignature.of(fields.get(key));
    }

    /** @throws CborException if there is no well-formed signature at that key */
    public HybridSignature signature(long key) {
        return HybridSignature.of(fields.get(key));
    }

    /** @throws dev.capsule.protocol.crypto.SignatureException unless both halves verify */
    public void verify(SignedType type, HybridPublicKey signer, long key) {
        Signatures.verify(type, signer, core, signature(key));
    }
}
