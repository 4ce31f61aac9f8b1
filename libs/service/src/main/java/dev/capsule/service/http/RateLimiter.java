package dev.capsule.service.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** One token bucket per client address; the buckets are bounded, the least used go first. */
@ApplicationScoped
class RateLimiter {
    private static final int MAX_ADDRESSES = 100_000;
    private static final Duration FORGET = Duration.ofMinutes(10);

    private final Cache<String, TokenBucket> buckets = Caffeine.newBuilder()
            .maximumSize(MAX_ADDRESSES)
            .expireAfterAccess(FORGET)
            .build();
    private final int perSecond;
    private final int burst;
    private final Counter limited;

    RateLimiter(
            @ConfigProperty(name = "capsule.rate-limit.per-second") int perSecond,
            @ConfigProperty(name = "capsule.rate-limit.burst") int burst,
            MeterRegistry metrics) {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalStateException("capsule.rate-limit.* must be positive; the limiter can't be switched off");
        }
        this.perSecond = perSecond;
        this.burst = burst;
        limited = Counter.builder("capsule.http.rate.limited")
                .description("Requests refused by the per-address limiter")
                .register(metrics);
    }

    /** @return 0 if the request may go on, else whole seconds to wait, at least 1 */
    int secondsUntilAllowed(String address) {
        int wait = buckets.get(address, unused -> new TokenBucket(perSecond, burst, System.nanoTime()))
                .take(System.nanoTime());
        if (wait > 0) {
            limited.increment();
        }
        return wait;
    }
}
