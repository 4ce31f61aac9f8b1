package dev.capsule.quota.state;

import dev.capsule.quota.limit.Limits;

/**
 * What decides the state of an account.
 *
 * @param used bytes stored; reservations do not count, or an upload that is given up would start the grace clock
 */
public record Measure(long used, Limits limits, boolean suspended) {}
