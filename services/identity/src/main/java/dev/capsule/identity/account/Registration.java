package dev.capsule.identity.account;

import dev.capsule.identity.proof.Proof;
import dev.capsule.identity.proof.Proofs;
import dev.capsule.identity.session.NewSession;
import dev.capsule.identity.session.Sessions;
import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.event.AccountRegistered;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes accounts. The client chooses the user id; the proof binds it to the identity key. */
@ApplicationScoped
class Registration {
    private final Db db;
    private final Proofs proofs;
    private final RegistrationPolicy policy;
    private final AccountStore accounts;
    private final Sessions sessions;
    private final Outbox outbox;
    private final Clock clock;

    Registration(
            Db db,
            Proofs proofs,
            RegistrationPolicy policy,
            AccountStore accounts,
            Sessions sessions,
            Outbox outbox,
            Clock clock) {
        this.db = db;
        this.proofs = proofs;
        this.policy = policy;
        this.accounts = accounts;
        this.sessions = sessions;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @throws RefusalException AUTH_REQUIRED, REGISTRATION_CLOSED, ACCOUNT_EXISTS or HANDLE_TAKEN; nothing is written then
     */
    NewSession register(
            TenantId tenant, Proof proof, HybridPublicKey key, @Nullable Handle handle, @Nullable String invite) {
        if (!proofs.holds(proof, ChallengePurpose.REGISTER, tenant, Optional.of(key))) {
            throw new RefusalException(ReasonCode.AUTH_REQUIRED, "The proof does not hold");
        }
        policy.admit(tenant, invite);
        return db.inTenant(tenant, tx -> register(tx, tenant, proof, key, handle));
    }

    private NewSession register(Tx tx, TenantId tenant, Proof proof, HybridPublicKey key, @Nullable Handle handle) {
        if (!proofs.spend(tx, tenant, proof)) {
            throw new RefusalException(ReasonCode.AUTH_REQUIRED, "The proof was used before");
        }
        UserId user = proof.userId();
        if (!accounts.insert(tx, tenant, user, key, handle, clock.instant())) {
            throw new RefusalException(
                    accounts.exists(tx, tenant, user) ? ReasonCode.ACCOUNT_EXISTS : ReasonCode.HANDLE_TAKEN);
        }
        outbox.append(tx, new AccountRegistered(EventHead.now(tenant, clock), user));
        return sessions.open(tx, tenant, user, null);
    }
}
