package dev.capsule.quota.usage;

import dev.capsule.protocol.id.UserId;

/**
 * Who pays for a blob, and as what.
 *
 * @param peer host of the source for {@link UsageRole#PEER_CACHE}, else empty
 */
public record Payer(UserId user, UsageRole role, String peer) {}
