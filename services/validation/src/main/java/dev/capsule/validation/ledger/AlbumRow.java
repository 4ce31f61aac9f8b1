package dev.capsule.validation.ledger;

import dev.capsule.validation.gate.Situation;
import java.util.Optional;

/**
 * The changing state of an album.
 *
 * @param syncSeq the last position minted in its feed
 */
record AlbumRow(
        AlbumKey key,
        String pin,
        long ceiling,
        long minWriteEpoch,
        long highestEpoch,
        long syncSeq,
        boolean frozen,
        Optional<Situation.Upgrade> upgrade) {

    AlbumRow accepted(long epoch) {
        return new AlbumRow(
                key, pin, ceiling, minWriteEpoch, Math.max(highestEpoch, epoch), syncSeq + 1, frozen, upgrade);
    }
}
