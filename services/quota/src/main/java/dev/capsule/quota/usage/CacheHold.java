package dev.capsule.quota.usage;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import java.time.Instant;

/**
 * A copy of another server's blob is kept for a user.
 *
 * @param peer host it came from
 */
public record CacheHold(Sha256 hash, UserId user, String peer, long size, Instant heldAt) {}
