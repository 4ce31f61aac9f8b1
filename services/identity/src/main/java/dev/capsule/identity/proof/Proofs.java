package dev.capsule.identity.proof;

import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.crypto.SignatureException;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Checks proofs. Verification is stateless; {@link #spend} makes it single use, in the transaction of its effect. */
@ApplicationScoped
public class Proofs {
    private final Challenges challenges;
    /** Verified against when there is no account, so that the answer takes as long as with one. */
    private final HybridPublicKey nobody = new HybridSigner(Secret.random(HybridSigner.SEED_LENGTH)).publicKey();

    Proofs(Challenges challenges) {
        this.challenges = challenges;
    }

    /**
     * @param identityKey of the account the proof names; empty if there is none, then no proof holds
     * @return whether the proof holds: our challenge, unexpired, for this purpose and tenant, both halves signed
     */
    public boolean holds(
            Proof proof, ChallengePurpose purpose, TenantId tenant, Optional<HybridPublicKey> identityKey) {
        var challenge = proof.challenge(purpose, tenant);
        boolean signed = true;
        try {
            challenge.verify(identityKey.orElse(nobody), proof.hybridSignature());
        } catch (SignatureException e) {
            signed = false;
        }
        return signed && identityKey.isPresent() && challenges.isOurs(challenge);
    }

    /** @return whether the nonce was still unspent; it is spent now */
    public boolean spend(Tx tx, TenantId tenant, Proof proof) {
        return tx.update(
                        "insert into spent_nonce (tenant_id, nonce, expires_at) values ($1, $2, $3) on conflict do nothing",
                        tenant,
                        proof.nonce(),
                        proof.expires())
                == 1;
    }
}
