package dev.capsule.identity.proof;

import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Forgets spent nonces once their challenge is over; a minute later, for clocks that differ between instances. */
@ApplicationScoped
class SpentNoncePurge {
    private static final Logger LOG = Logger.getLogger(SpentNoncePurge.class);
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final Db db;
    private final Clock clock;

    SpentNoncePurge(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    @Scheduled(every = "1m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    void purge() {
        try {
            db.asSystem(tx -> tx.update(
                    "delete from spent_nonce where expires_at < $1",
                    clock.instant().minus(MARGIN)));
        } catch (DependencyUnavailableException e) {
            LOG.warnf("spent nonces are not purged this minute: %s", e.getMessage());
        }
    }
}
