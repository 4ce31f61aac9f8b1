package dev.capsule.protocol.account;

import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSignature;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.crypto.Signatures;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;

/**
 * What a proof of the identity key signs (http-api, identity): bound to a user, a purpose and the tenant's host, single
 * use, five minutes.
 *
 * @param nonce 32 bytes as the server gave them
 */
public record SessionChallenge(UserId user, Bytes nonce, ChallengePurpose purpose, Timestamp expires, TenantId tenant) {
    public static final int NONCE_LENGTH = 32;

    private byte[] core() {
        return new CborMapBuilder()
                .put(0, user)
                .put(1, nonce)
                .put(2, purpose.wireName())
                .put(3, expires)
                .put(4, tenant.host())
                .encode();
    }

    public HybridSignature sign(HybridSigner identityKey) {
        return identityKey.sign(SignedType.SESSION_CHALLENGE, core());
    }

    /** @throws SignatureException unless both halves verify */
    public void verify(HybridPublicKey identityKey, HybridSignature signature) {
        Signatures.verify(SignedType.SESSION_CHALLENGE, identityKey, core(), signature);
    }
}
