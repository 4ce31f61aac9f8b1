package dev.capsule.validation.album;

import static dev.capsule.validation.gate.Rule.rule;
import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.album.EpochLedger;
import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.validation.gate.Rules;
import dev.capsule.validation.gate.SignatureChecks;
import dev.capsule.validation.gate.Verdict;
import dev.capsule.validation.upgrade.FrozenState;
import java.util.Optional;

/**
 * What a new album must satisfy, in order. Structure was checked by the decoders. That its id is unused only the insertion
 * can tell ({@link Albums#create}): another request may take it after any rule has looked.
 */
final class NewAlbumRules {
    static final Rules<NewAlbumCase> RULES = Rules.inOrder(
            // invariant 2
            rule("suite known", NewAlbumRules::suiteKnown),
            // check order 6
            rule("account not suspended", NewAlbumRules::notSuspended),
            // invariant 6: an album is pinned to a version this server takes writes of
            rule("pin in the window", NewAlbumRules::pinWritable),
            // invariant 7
            rule("owner is the caller", NewAlbumRules::ownerIsCaller),
            // wire-formats 8: an album lives on the home server it names
            rule("home is this tenant", NewAlbumRules::homeIsHere),
            // invariant 6: only an admin of the old album goes on with it
            rule("fork by an admin", NewAlbumRules::forkByAdmin),
            // wire-formats 18: of a frozen album, as its intent and tombstone say, under the one id that follows
            rule("fork as upgraded", NewAlbumRules::forkAsUpgraded),
            // invariant 7
            rule("caller has a device", NewAlbumRules::deviceKnown),
            // invariant 7: the descriptor does not name its device
            rule("signed by a device of the caller", NewAlbumRules::deviceSigned),
            // wire-formats 8: admin signatures of both, init at seq 1 and epoch 1, owner an admin
            rule("ledger begins", NewAlbumRules::ledgerBegins));

    private NewAlbumRules() {}

    private static Optional<Verdict> suiteKnown(NewAlbumCase c) {
        return require(CryptoSuite.isKnown(c.album().descriptor().suite()), ReasonCode.UNKNOWN_CRYPTO_SUITE);
    }

    private static Optional<Verdict> notSuspended(NewAlbumCase c) {
        return require(!c.suspended(), ReasonCode.ACCOUNT_SUSPENDED);
    }

    private static Optional<Verdict> pinWritable(NewAlbumCase c) {
        var pin = c.album().descriptor().protocolVersion();
        return require(
                ProtocolVersion.WINDOW.stream()
                        .anyMatch(version -> version.date().equals(pin)),
                ReasonCode.ALBUM_PIN_MISMATCH);
    }

    private static Optional<Verdict> ownerIsCaller(NewAlbumCase c) {
        return require(c.album().descriptor().owner().equals(c.caller()), ReasonCode.CREATOR_MISMATCH);
    }

    private static Optional<Verdict> homeIsHere(NewAlbumCase c) {
        var home = c.album().descriptor().homeServer();
        return home.equals(c.tenant().host())
                ? Optional.empty()
                : Optional.of(new Verdict.Rejected(
                        Refusal.of(ReasonCode.HOME_SERVER_ONLY, "the album names another home server")
                                .with("home_server", c.tenant().host())));
    }

    private static Optional<Verdict> forkByAdmin(NewAlbumCase c) {
        return require(
                c.album().descriptor().upgradedFrom().isEmpty()
                        || c.parent().flatMap(NewAlbumCase.Parent::role).equals(Optional.of(MemberRole.ADMIN)),
                ReasonCode.ALBUM_NOT_WRITABLE);
    }

    private static Optional<Verdict> forkAsUpgraded(NewAlbumCase c) {
        var descriptor = c.album().descriptor();
        var origin = descriptor.upgradedFrom();
        if (origin.isEmpty()) {
            return Optional.empty();
        }
        var from = origin.get();
        var state = c.parent().orElseThrow().state();
        boolean agrees = state.frozenHash().equals(Optional.of(from.frozenStateHash()))
                && state.pending()
                        .filter(intent -> intent.intent().equals(from.intent())
                                && intent.toVersion().equals(descriptor.protocolVersion()))
                        .isPresent()
                && state.fork().map(descriptor.albumId()::equals).orElse(true)
                && descriptor.albumId().equals(FrozenState.fork(from.oldAlbum(), from.intent()));
        return require(agrees, ReasonCode.MANIFEST_MALFORMED, "no such upgrade has been completed");
    }

    private static Optional<Verdict> deviceKnown(NewAlbumCase c) {
        return require(!c.devices().isEmpty(), ReasonCode.DEVICE_UNKNOWN);
    }

    private static Optional<Verdict> deviceSigned(NewAlbumCase c) {
        var descriptor = c.album().descriptor();
        return require(
                c.devices().stream().anyMatch(key -> SignatureChecks.verifies(() -> descriptor.verifyCreator(key))),
                ReasonCode.DEVICE_SIG_INVALID);
    }

    /** Refuses by exception. */
    private static Optional<Verdict> ledgerBegins(NewAlbumCase c) {
        var unused = EpochLedger.start(c.album().descriptor(), c.album().first());
        return Optional.empty();
    }
}
