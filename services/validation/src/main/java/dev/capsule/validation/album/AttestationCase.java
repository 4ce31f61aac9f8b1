package dev.capsule.validation.album;

import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.UserId;
import java.util.Optional;

/**
 * An attestation somebody wants to append.
 *
 * @param path the album the request names
 * @param ledger of that album, if it exists
 */
record AttestationCase(
        UserId caller,
        boolean suspended,
        AlbumId path,
        EpochAttestation attestation,
        Optional<EpochLedger> ledger,
        boolean frozen) {

    /** Present in every rule after the one that asks for an admin. */
    EpochLedger presentLedger() {
        return ledger.orElseThrow();
    }

    /** Whether exactly this attestation is in the ledger. */
    boolean isRepeated() {
        return presentLedger().attestations().contains(attestation);
    }
}
