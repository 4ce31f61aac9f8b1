package dev.capsule.validation.upgrade;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.Sha256;
import java.time.Instant;
import java.util.Optional;

/**
 * What the album row says of an upgrade.
 *
 * @param pin of the album
 * @param pending the intent in force or, past its deadline, aborted
 * @param frozenHash what the tombstone states
 * @param fork the album that goes on
 */
public record UpgradeState(
        String pin, Optional<Pending> pending, boolean frozen, Optional<Sha256> frozenHash, Optional<AlbumId> fork) {

    /** An intent as accepted. */
    public record Pending(IntentId intent, String toVersion, Instant deadline) {}

    /** The intent that blocks writes now. */
    public Optional<Pending> inForce(Instant now) {
        return pending.filter(p -> !frozen && now.isBefore(p.deadline()));
    }

    Phase phase(Instant now) {
        if (fork.isPresent()) {
            return Phase.UPGRADED;
        }
        if (frozen) {
            return Phase.FROZEN;
        }
        if (pending.isEmpty()) {
            return Phase.NORMAL;
        }
        return inForce(now).isPresent() ? Phase.QUIESCING : Phase.ABORTED;
    }
}
