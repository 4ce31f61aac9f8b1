package dev.capsule.service.inbox;

import dev.capsule.service.problem.DependencyUnavailableException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Tries again for as long as it is the infrastructure that fails: from 100 ms to 15 s apart, with jitter. */
final class Retry {
    private static final Logger LOG = Logger.getLogger(Retry.class);
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private Retry() {}

    /** @throws DependencyUnavailableException if the thread is interrupted */
    static void untilDone(String what, Runnable action) {
        for (var backoff = FIRST; ; backoff = min(backoff.multipliedBy(2), LONGEST)) {
            try {
                action.run();
                return;
            } catch (RuntimeException e) {
                if (!DependencyUnavailableException.isCauseOf(e)
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LOG.warnf("%s waits up to %d ms: %s", what, backoff.toMillis(), e.getMessage());
                pause(backoff);
            }
        }
    }

    private static void pause(Duration longest) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longest.toMillis() / 2, longest.toMillis() + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailableException("interrupted", e);
        }
    }

    private static Duration min(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }
}
