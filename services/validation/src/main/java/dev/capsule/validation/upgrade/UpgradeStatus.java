package dev.capsule.validation.upgrade;

import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * How far the upgrade of an album is.
 *
 * @param inFlight upload sessions that must end before the cutover
 */
public record UpgradeStatus(
        String phase,
        @Nullable IntentId intentId,
        long inFlight,
        @Nullable Timestamp deadline) {}
