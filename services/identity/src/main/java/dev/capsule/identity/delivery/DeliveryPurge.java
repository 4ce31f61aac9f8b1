package dev.capsule.identity.delivery;

import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Forgets deliveries nobody fetched in 180 days: as long as a session lives without use. */
@ApplicationScoped
class DeliveryPurge {
    private static final Logger LOG = Logger.getLogger(DeliveryPurge.class);
    private static final Duration KEPT = Duration.ofDays(180);

    private final Db db;
    private final Clock clock;

    DeliveryPurge(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    @Scheduled(every = "6h", delayed = "10m", concurrentExecution = ConcurrentExecution.SKIP)
    void purge() {
        try {
            db.asSystem(tx -> tx.update(
                    "delete from delivery where created_at < $1",
                    clock.instant().minus(KEPT)));
        } catch (DependencyUnavailableException e) {
            LOG.warnf("deliveries are not purged this time: %s", e.getMessage());
        }
    }
}
