package dev.capsule.identity.session;

import dev.capsule.identity.account.AccountStore;
import dev.capsule.identity.proof.Proof;
import dev.capsule.identity.proof.Proofs;
import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.SessionsRevoked;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Opens and ends sessions. No session ends by anything but its user's wish or its age. */
@ApplicationScoped
public class Sessions {
    private static final Logger LOG = Logger.getLogger(Sessions.class);
    private static final int MAX_PER_USER = 200;

    private final Db db;
    private final Proofs proofs;
    private final AccountStore accounts;
    private final SessionStore store;
    private final Outbox outbox;
    private final Clock clock;

    Sessions(Db db, Proofs proofs, AccountStore accounts, SessionStore store, Outbox outbox, Clock clock) {
        this.db = db;
        this.proofs = proofs;
        this.accounts = accounts;
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @param device none for the session a registration opens: there is no directory yet
     * @throws RefusalException RATE_LIMITED when the user has {@value #MAX_PER_USER} live sessions
     */
    public NewSession open(Tx tx, TenantId tenant, UserId user, @Nullable DeviceId device) {
        // what PostgreSQL keeps has microseconds
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        accounts.lock(tx, tenant, user);
        if (store.countLive(tx, tenant, user, now) >= MAX_PER_USER) {
            throw new RefusalException(ReasonCode.RATE_LIMITED, "Too many sessions; end some first");
        }
        var token = SessionToken.random();
        var session = new Session(new SessionId(UuidV7.at(now.toEpochMilli())), user, device, now, now);
        store.insert(tx, tenant, session, token.hash());
        return new NewSession(session.id(), token.text());
    }

    /** @throws RefusalException AUTH_REQUIRED, the same for an unknown user and a bad proof */
    NewSession login(TenantId tenant, Proof proof, DeviceId device) {
        var identityKey = db.inTenant(tenant, tx -> accounts.identityKey(tx, tenant, proof.userId()));
        if (!proofs.holds(proof, ChallengePurpose.LOGIN, tenant, identityKey)) {
            throw new RefusalException(ReasonCode.AUTH_REQUIRED, "The proof does not hold");
        }
        return db.inTenant(tenant, tx -> {
            if (!proofs.spend(tx, tenant, proof)) {
                throw new RefusalException(ReasonCode.AUTH_REQUIRED, "The proof was used before");
            }
            return open(tx, tenant, proof.userId(), device);
        });
    }

    List<Session> list(Caller caller) {
        return db.inTenant(caller.tenant(), tx -> store.ofUser(tx, caller.tenant(), caller.user()));
    }

    /** @throws RefusalException NOT_FOUND, also for another user's session */
    void end(Caller caller, SessionId session) {
        int ended = db.inTenant(caller.tenant(), tx -> {
            int rows = store.delete(tx, caller.tenant(), caller.user(), session);
            announce(tx, caller.tenant(), caller.user(), rows);
            return rows;
        });
        if (ended == 0) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
        LOG.infof("user %s of %s ended session %s", caller.user(), caller.tenant(), session);
    }

    /**
     * @param kept the session the proof came along with, if it did: it stays
     * @return how many ended
     * @throws RefusalException MASTER_KEY_PROOF_REQUIRED unless the proof holds and is fresh
     */
    int revokeAll(TenantId tenant, Proof proof, Optional<Caller> kept) {
        UserId user = proof.userId();
        if (kept.filter(caller -> !caller.user().equals(user)).isPresent()) {
            throw new RefusalException(ReasonCode.MASTER_KEY_PROOF_REQUIRED, "the proof is another user's");
        }
        var identityKey = db.inTenant(tenant, tx -> accounts.identityKey(tx, tenant, user));
        if (!proofs.holds(proof, ChallengePurpose.REVOKE_ALL, tenant, identityKey)) {
            throw new RefusalException(ReasonCode.MASTER_KEY_PROOF_REQUIRED);
        }
        int revoked = db.inTenant(tenant, tx -> {
            if (!proofs.spend(tx, tenant, proof)) {
                throw new RefusalException(ReasonCode.MASTER_KEY_PROOF_REQUIRED);
            }
            int rows = store.deleteAllBut(
                    tx, tenant, user, kept.map(Caller::session).orElse(null));
            announce(tx, tenant, user, rows);
            return rows;
        });
        LOG.infof("user %s of %s revoked %d sessions", user, tenant, revoked);
        return revoked;
    }

    private void announce(Tx tx, TenantId tenant, UserId user, int count) {
        if (count > 0) {
            outbox.append(tx, new SessionsRevoked(EventHead.now(tenant, clock), user, count));
        }
    }
}
