package dev.capsule.validation.album;

import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import dev.capsule.validation.upgrade.UpgradeState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An attestation somebody wants to append.
 *
 * @param path the album the request names
 * @param ledger of that album, if it exists
 * @param inFlight upload sessions of the album; counted for a tombstone only
 * @param accepted every manifest of the album in feed order; read for a tombstone only
 */
record AttestationCase(
        UserId caller,
        boolean suspended,
        AlbumId path,
        EpochAttestation attestation,
        Optional<EpochLedger> ledger,
        Optional<UpgradeState> upgrade,
        Instant now,
        long inFlight,
        List<Sha256> accepted) {

    boolean frozen() {
        return upgrade.map(UpgradeState::frozen).orElse(false);
    }

    /** The intent in force, if it is this one. */
    boolean isInForce(IntentId intent) {
        return upgrade.flatMap(state -> state.inForce(now))
                .filter(pending -> pending.intent().equals(intent))
                .isPresent();
    }

    /** Present in every rule after the one that asks for an admin. */
    EpochLedger presentLedger() {
        return ledger.orElseThrow();
    }

    /** Whether exactly this attestation is in the ledger. */
    boolean isRepeated() {
        return presentLedger().attestations().contains(attestation);
    }
}
