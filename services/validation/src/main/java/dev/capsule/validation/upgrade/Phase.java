package dev.capsule.validation.upgrade;

import java.util.Locale;

/**
 * Where the upgrade of an album is (server-invariants 14):
 *
 * <pre>
 * NORMAL --intent--> QUIESCING --tombstone, nothing in flight--> FROZEN --fork--> UPGRADED
 *                        '------deadline passed------> ABORTED --another intent--> QUIESCING
 * </pre>
 */
enum Phase {
    NORMAL,
    QUIESCING,
    FROZEN,
    UPGRADED,
    ABORTED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
