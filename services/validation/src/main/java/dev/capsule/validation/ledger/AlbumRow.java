package dev.capsule.validation.ledger;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.validation.gate.Situation;
import dev.capsule.validation.transparency.MerkleFrontier;
import java.util.Optional;

/**
 * The changing state of an album.
 *
 * @param home the server a remote album lives on; absent for those of this one
 * @param syncSeq the last position minted in its feed
 * @param forkedFrom the frozen album whose assets go on in this one
 */
record AlbumRow(
        AlbumKey key,
        String pin,
        Optional<String> home,
        long ceiling,
        long minWriteEpoch,
        long highestEpoch,
        long syncSeq,
        boolean frozen,
        Optional<Situation.Upgrade> upgrade,
        Optional<AlbumId> forkedFrom,
        MerkleFrontier log) {

    /** With one more manifest in feed and log. */
    AlbumRow accepted(long epoch, MerkleFrontier grown) {
        return new AlbumRow(
                key,
                pin,
                home,
                ceiling,
                minWriteEpoch,
                Math.max(highestEpoch, epoch),
                syncSeq + 1,
                frozen,
                upgrade,
                forkedFrom,
                grown);
    }
}
