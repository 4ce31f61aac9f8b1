package dev.capsule.validation.gate;

import static dev.capsule.validation.gate.Verdict.reject;
import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import java.util.Optional;

/** Rules about the account and the album: who may write there now. */
final class AlbumRules {
    private AlbumRules() {}

    /** A suspended account may still delete and restore (server-invariants 9). */
    static Optional<Verdict> accountNotSuspended(Case<? extends Manifest> c) {
        boolean always = c.knownAction()
                .map(action -> action == Action.DELETE || action == Action.TRASH_RESTORE)
                .orElse(false);
        return require(always || !c.situation().suspended(), ReasonCode.ACCOUNT_SUSPENDED);
    }

    /** The same answer for an album that does not exist, so that existence is not revealed. */
    static Optional<Verdict> writable(Case<? extends Manifest> c) {
        return require(
                c.situation().album().map(Situation.Album::isWritable).orElse(false), ReasonCode.ALBUM_NOT_WRITABLE);
    }

    static Optional<Verdict> pinned(Case<? extends Manifest> c) {
        return require(album(c).pin().equals(c.manifest().protocolVersion()), ReasonCode.ALBUM_PIN_MISMATCH);
    }

    static Optional<Verdict> notFrozen(Case<? extends Manifest> c) {
        return require(!album(c).frozen(), ReasonCode.ALBUM_FROZEN);
    }

    /** What has landed was admitted before the upgrade began or for it: sessions in flight finish. */
    static Optional<Verdict> noUpgradePending(Case<? extends Manifest> c) {
        var upgrade = album(c).upgrade().filter(u -> c.now().isBefore(u.deadline()));
        if (upgrade.isEmpty() || c.claim().carriage() instanceof Carriage.Landed) {
            return Optional.empty();
        }
        return upgrade.map(Situation.Upgrade::intent).equals(c.claim().intent())
                ? Optional.empty()
                : reject(ReasonCode.ALBUM_UPGRADE_PENDING);
    }

    /** Present in every rule after {@link #writable}. */
    static Situation.Album album(Case<? extends Manifest> c) {
        return c.situation().album().orElseThrow();
    }
}
