package dev.capsule.validation.retention;

import dev.capsule.service.problem.DependencyUnavailableException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Looks from time to time. What it finds is decided by {@link Purge} alone. */
@ApplicationScoped
class PurgeWorker {
    private static final Logger LOG = Logger.getLogger(PurgeWorker.class);

    private final Purge purge;

    PurgeWorker(Purge purge) {
        this.purge = purge;
    }

    @Scheduled(every = "{capsule.validation.purge.every}", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void look() {
        try {
            purge.run();
        } catch (DependencyUnavailableException e) {
            LOG.warnf("purging waits for the next turn: %s", e.getMessage());
        }
    }
}
