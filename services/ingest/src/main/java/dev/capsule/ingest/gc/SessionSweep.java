package dev.capsule.ingest.gc;

import dev.capsule.ingest.storage.Staging;
import dev.capsule.ingest.upload.Reservations;
import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionSignals;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.service.db.Db;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Evicts sessions that have outlived their time: open ones, and landed ones whose manifest never got all its blobs, give
 * their reservation back; ended ones just go. A session the gate has yet to decide on stays. What was reserved for a
 * session that never came to be is given back too.
 */
@ApplicationScoped
public class SessionSweep {
    private static final Logger LOG = Logger.getLogger(SessionSweep.class);
    private static final int BATCH = 200;
    private static final String EXPIRED = """
            expires_at <= $1 and (status <> 'WaitingForProcessing' or (landed_at is not null and bundled_at is null))
            order by expires_at limit 200 for update skip locked
            """;

    private final Db db;
    private final SessionStore sessions;
    private final Reservations reservations;
    private final Staging staging;
    private final SessionSignals signals;
    private final Clock clock;

    SessionSweep(
            Db db,
            SessionStore sessions,
            Reservations reservations,
            Staging staging,
            SessionSignals signals,
            Clock clock) {
        this.db = db;
        this.sessions = sessions;
        this.reservations = reservations;
        this.staging = staging;
        this.signals = signals;
        this.clock = clock;
    }

    @Scheduled(every = "${capsule.ingest.sweep.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void run() {
        List<Session> evicted;
        do {
            evicted = batch();
            for (var session : evicted) {
                staging.discardQuietly(session.id());
                signals.changed(session.id());
                LOG.infof(
                        "upload %s expired in status %s",
                        session.id(), session.status().wireName());
            }
        } while (evicted.size() == BATCH);
        int abandoned;
        do {
            abandoned = db.asSystem(tx -> reservations.releaseAbandoned(tx, BATCH));
            if (abandoned > 0) {
                LOG.infof("%d uploads were reserved and never opened; given back", abandoned);
            }
        } while (abandoned == BATCH);
    }

    private List<Session> batch() {
        return db.asSystem(tx -> {
            var expired = sessions.where(tx, EXPIRED, Function.identity(), clock.instant());
            for (var session : expired) {
                if (!session.status().isTerminal()) {
                    reservations.release(tx, session);
                }
                sessions.delete(tx, session, clock.instant());
            }
            return expired;
        });
    }
}
