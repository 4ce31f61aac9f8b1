package dev.capsule.identity.session;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Writes down that a session was used, which prolongs it up to its hard end. */
@ApplicationScoped
public class SessionUse {
    private final Db db;
    private final SessionStore store;
    private final Clock clock;

    SessionUse(Db db, SessionStore store, Clock clock) {
        this.db = db;
        this.store = store;
        this.clock = clock;
    }

    /** @throws RefusalException AUTH_REQUIRED if the session was ended in the meantime */
    public void record(Caller caller) {
        if (!db.inTenant(caller.tenant(), tx -> store.touch(tx, caller.tenant(), caller.session(), clock.instant()))) {
            throw new RefusalException(ReasonCode.AUTH_REQUIRED);
        }
    }
}
