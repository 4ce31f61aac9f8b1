package dev.capsule.quota.admin;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.quota.limit.Limits;
import org.jspecify.annotations.Nullable;

/** Limits in bytes, as an operator writes them; absent is unlimited. */
public record LimitsBody(@Nullable Long soft, @Nullable Long hard) {
    static LimitsBody of(Limits limits) {
        return new LimitsBody(Limits.orNull(limits.soft()), Limits.orNull(limits.hard()));
    }

    /** @throws RefusalException BODY_MALFORMED with the reason */
    Limits toLimits() {
        try {
            return Limits.of(soft, hard);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, String.valueOf(e.getMessage()));
        }
    }
}
