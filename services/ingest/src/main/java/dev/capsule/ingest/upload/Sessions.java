package dev.capsule.ingest.upload;

import dev.capsule.ingest.storage.Staging;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Sessions as their uploader sees them. To everyone else they don't exist. */
@ApplicationScoped
public class Sessions {
    private static final Logger LOG = Logger.getLogger(Sessions.class);
    private static final int LIST_LIMIT = 1000;

    private final Db db;
    private final SessionStore store;
    private final Reservations reservations;
    private final Staging staging;
    private final SessionSignals signals;
    private final Clock clock;

    Sessions(
            Db db,
            SessionStore store,
            Reservations reservations,
            Staging staging,
            SessionSignals signals,
            Clock clock) {
        this.db = db;
        this.store = store;
        this.reservations = reservations;
        this.staging = staging;
        this.signals = signals;
        this.clock = clock;
    }

    /**
     * @param id as it stood in the path
     * @throws RefusalException SESSION_NOT_FOUND, also for ids that are none and sessions of others
     */
    public static UploadId parse(String id) {
        try {
            return UploadId.parse(id);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.SESSION_NOT_FOUND);
        }
    }

    /** @throws RefusalException SESSION_NOT_FOUND */
    public Session get(Caller caller, UploadId upload) {
        return visible(caller, store.find(db, caller.tenant(), upload));
    }

    /**
     * The session, if the caller may see it.
     *
     * @throws RefusalException SESSION_NOT_FOUND if it is absent, expired or not theirs; NOT_SESSION_UPLOADER for an
     *     owner who is not the uploader
     */
    public Session visible(Caller caller, Optional<Session> found) {
        var session = found.filter(s -> !s.isExpired(clock.instant()))
                .filter(s -> s.uploader().equals(caller.user()) || s.owner().equals(caller.user()))
                .orElseThrow(() -> new RefusalException(ReasonCode.SESSION_NOT_FOUND));
        return session;
    }

    List<Session> active(Caller caller) {
        return db.inTenant(
                caller.tenant(), tx -> store.active(tx, caller.tenant(), caller.user(), clock.instant(), LIST_LIMIT));
    }

    /** @throws RefusalException SESSION_NOT_FOUND, SESSION_NOT_CANCELLABLE */
    void cancel(Caller caller, UploadId upload) {
        db.inTenant(caller.tenant(), tx -> {
            var session = visible(caller, store.lock(tx, caller.tenant(), upload));
            if (!session.status().isOpen()) {
                throw new RefusalException(ReasonCode.SESSION_NOT_CANCELLABLE);
            }
            store.delete(tx, session, clock.instant());
            reservations.release(tx, session);
            return session;
        });
        LOG.infof("upload %s cancelled", upload);
        staging.discardQuietly(upload);
        signals.changed(upload);
    }

    /** Waits for a terminal status and returns the session as it is then, or as it is when the time is up. */
    Session await(Caller caller, UploadId upload, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            try (var change = signals.watch(upload)) {
                var session = get(caller, upload);
                long left = deadline - System.nanoTime();
                if (session.status().isTerminal() || left <= 0) {
                    return session;
                }
                change.await(Duration.ofNanos(left));
            }
        }
    }
}
