package dev.capsule.client.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a call waits for a server that is not ready (503, a broken connection, a rate limit). Everything else is
 * never repeated: a refusal of the same bytes would only come again.
 *
 * @param patience total time from the first failure on
 * @param first pause before the second try; doubles up to {@code longest}, with jitter
 */
public record RetryPolicy(Duration patience, Duration first, Duration longest) {
    /** Outlasts the restart of a service. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(Duration.ofMinutes(2), Duration.ofMillis(200), Duration.ofSeconds(5));

    Duration pause(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, 16);
        long limited = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(limited / 2 + ThreadLocalRandom.current().nextLong(limited / 2 + 1));
    }
}
