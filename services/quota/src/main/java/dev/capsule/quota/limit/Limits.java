package dev.capsule.quota.limit;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Soft and hard limit in bytes; absent is unlimited (server-invariants 9).
 *
 * @param soft from here on the user is warned; at most {@code hard}
 * @param hard nothing is stored beyond this
 */
public record Limits(OptionalLong soft, OptionalLong hard) {
    /** 1 PiB: far above any account, far below an overflow of sums. */
    public static final long MAX = 1L << 50;

    public static final Limits UNLIMITED = new Limits(OptionalLong.empty(), OptionalLong.empty());

    /** @throws IllegalArgumentException for a limit below 0 or above {@link #MAX}, or soft above hard */
    public Limits {
        check(soft);
        check(hard);
        if (soft.isPresent() && hard.isPresent() && soft.getAsLong() > hard.getAsLong()) {
            throw new IllegalArgumentException("the soft limit is above the hard limit");
        }
    }

    public static Limits of(@Nullable Long soft, @Nullable Long hard) {
        return new Limits(optional(soft), optional(hard));
    }

    public static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    public static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    public boolean reachesSoft(long used) {
        return soft.isPresent() && used >= soft.getAsLong();
    }

    public boolean reachesHard(long used) {
        return hard.isPresent() && used >= hard.getAsLong();
    }

    /** Bytes by which a total of this size is above the hard limit; 0 if it fits. */
    public long excess(long total) {
        return hard.isPresent() ? Math.max(0, total - hard.getAsLong()) : 0;
    }

    private static void check(OptionalLong limit) {
        if (limit.isPresent() && (limit.getAsLong() < 0 || limit.getAsLong() > MAX)) {
            throw new IllegalArgumentException("a limit is 0 to " + MAX + " bytes");
        }
    }
}
