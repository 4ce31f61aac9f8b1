package dev.capsule.identity.session;

import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.UserId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A login session. It ends 180 days after its last use, and 365 days after its start whatever its use. */
record Session(SessionId id, UserId user, @Nullable DeviceId device, Instant createdAt, Instant lastUsedAt) {
    static final Duration SLIDING = Duration.ofDays(180);
    static final Duration HARD = Duration.ofDays(365);

    boolean isOver(Instant now) {
        return !now.isBefore(lastUsedAt.plus(SLIDING)) || !now.isBefore(createdAt.plus(HARD));
    }
}
