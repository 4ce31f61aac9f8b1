package dev.capsule.service.inbox;

import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Forgets handled events after 14 days: by then no retry or rebalance brings them back. In bounded steps. */
@ApplicationScoped
class InboxPurge {
    private static final Logger LOG = Logger.getLogger(InboxPurge.class);
    private static final int STEP = 10_000;
    private static final String PURGE = """
            delete from inbox where (consumer, event_id) in (
              select consumer, event_id from inbox where received_at < now() - interval '14 days' limit $1)
            """;

    private final Db db;

    InboxPurge(Db db) {
        this.db = db;
    }

    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = ConcurrentExecution.SKIP)
    void purge() {
        try {
            int removed;
            do {
                removed = db.asSystem(tx -> tx.update(PURGE, STEP));
            } while (removed == STEP);
        } catch (DependencyUnavailableException e) {
            LOG.warnf("the inbox is not purged this hour: %s", e.getMessage());
        }
    }
}
