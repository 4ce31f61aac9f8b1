package dev.capsule.identity.session;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.auth.SessionTokens;
import dev.capsule.service.db.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Recognises the session tokens handed out here. */
@ApplicationScoped
class StoredSessionTokens implements SessionTokens {
    private final Db db;
    private final SessionStore store;
    private final Clock clock;

    StoredSessionTokens(Db db, SessionStore store, Clock clock) {
        this.db = db;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Caller authenticate(TenantId tenant, String text) {
        var token = SessionToken.parse(text).orElseThrow(() -> new RefusalException(ReasonCode.AUTH_REQUIRED));
        var session = db.inTenant(tenant, tx -> store.byToken(tx, tenant, token.hash()))
                .orElseThrow(() -> new RefusalException(ReasonCode.AUTH_REQUIRED));
        if (session.isOver(clock.instant())) {
            throw new RefusalException(ReasonCode.TOKEN_EXPIRED);
        }
        return new Caller(tenant, session.user(), session.device(), session.id());
    }
}
