package dev.capsule.validation.gate;

import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import java.util.Optional;

/** Rules about the epoch a manifest writes under (invariant 18). */
final class EpochRules {
    private EpochRules() {}

    static Optional<Verdict> notRegressed(Case<? extends Manifest> c) {
        return require(c.manifest().amkVersion() >= floor(c), ReasonCode.AMK_VERSION_REGRESSED);
    }

    /** The order in which a home server took the records of different chains is not known; that within a chain is. */
    private static long floor(Case<? extends Manifest> c) {
        var album = AlbumRules.album(c);
        return c.claim().carriage() instanceof Carriage.Pulled
                ? c.situation().priorEpoch()
                : Math.max(album.highestEpoch(), album.minWriteEpoch());
    }

    /** Refuses also where the key of the epoch is missing: without it the write-tier signature was never verified. */
    static Optional<Verdict> attested(Case<? extends Manifest> c) {
        return require(
                c.manifest().amkVersion() <= AlbumRules.album(c).ceiling()
                        && c.situation().writeKey().isPresent(),
                ReasonCode.AMK_VERSION_UNATTESTED);
    }
}
