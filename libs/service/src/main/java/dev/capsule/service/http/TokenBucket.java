package dev.capsule.service.http;

/** A token bucket over a monotonic clock. */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private final int perSecond;
    private final int burst;
    private double tokens;
    private long last;

    TokenBucket(int perSecond, int burst, long nanoTime) {
        this.perSecond = perSecond;
        this.burst = burst;
        tokens = burst;
        last = nanoTime;
    }

    /** Takes one token. @return 0 if there was one, else whole seconds until there is, at least 1 */
    synchronized int take(long nanoTime) {
        tokens = Math.min(burst, tokens + Math.max(0, nanoTime - last) * perSecond / NANOS);
        last = nanoTime;
        if (tokens >= 1) {
            tokens -= 1;
            return 0;
        }
        return (int) Math.ceil((1 - tokens) / perSecond);
    }
}
