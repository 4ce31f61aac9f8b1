package dev.capsule.validation.gate;

import static dev.capsule.validation.gate.Verdict.reject;
import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
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

    /** Writes go to the home server of an album, and its records are pulled from there alone. */
    static Optional<Verdict> atHome(Case<? extends Manifest> c) {
        var home = album(c).home();
        return switch (c.claim().carriage()) {
            case Carriage.Pulled pulled ->
                require(
                        home.equals(Optional.of(pulled.peer())),
                        ReasonCode.ALBUM_NOT_WRITABLE,
                        "not an album of the peer");
            case Carriage.Announced announced -> elsewhere(home);
            case Carriage.Landed landed -> elsewhere(home);
            case Carriage.Bare bare -> elsewhere(home);
        };
    }

    private static Optional<Verdict> elsewhere(Optional<String> home) {
        return home.map(host ->
                new Verdict.Rejected(Refusal.of(ReasonCode.HOME_SERVER_ONLY).with("home_server", host)));
    }

    static Optional<Verdict> pinned(Case<? extends Manifest> c) {
        return require(album(c).pin().equals(c.manifest().protocolVersion()), ReasonCode.ALBUM_PIN_MISMATCH);
    }

    /** What the home server took before it froze the album is history; the tombstone says to members what that is. */
    static Optional<Verdict> notFrozen(Case<? extends Manifest> c) {
        return require(!album(c).frozen() || isHistory(c), ReasonCode.ALBUM_FROZEN);
    }

    /** What has landed was admitted before the upgrade began or for it: sessions in flight finish. */
    static Optional<Verdict> noUpgradePending(Case<? extends Manifest> c) {
        var upgrade = album(c).upgrade().filter(u -> c.now().isBefore(u.deadline()));
        if (upgrade.isEmpty() || c.claim().carriage() instanceof Carriage.Landed || isHistory(c)) {
            return Optional.empty();
        }
        return upgrade.map(Situation.Upgrade::intent).equals(c.claim().intent())
                ? Optional.empty()
                : reject(ReasonCode.ALBUM_UPGRADE_PENDING);
    }

    private static boolean isHistory(Case<? extends Manifest> c) {
        return c.claim().carriage() instanceof Carriage.Pulled;
    }

    /** Present in every rule after {@link #writable}. */
    static Situation.Album album(Case<? extends Manifest> c) {
        return c.situation().album().orElseThrow();
    }
}
