package dev.capsule.validation.album;

import static dev.capsule.validation.gate.Rule.rule;
import static dev.capsule.validation.gate.Verdict.reject;
import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.album.UpgradeIntent;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.gate.Rules;
import dev.capsule.validation.gate.Verdict;
import dev.capsule.validation.upgrade.FrozenState;
import java.util.Optional;

/** What an epoch attestation must satisfy to be appended, in order. Structure was checked by its decoder. */
final class AttestationRules {
    static final Rules<AttestationCase> RULES = Rules.inOrder(
            // structure: the path and the signed object speak of one album
            rule("album of the path", AttestationRules::albumOfPath),
            // check order 6
            rule("account not suspended", AttestationRules::notSuspended),
            // invariant 6: the same answer for an album that does not exist
            rule("caller is an admin", AttestationRules::callerIsAdmin),
            // idempotency: the same bytes again change nothing; other bytes for that place are a fork
            rule("repeated or next", AttestationRules::repeatedOrNext),
            // check order 7
            rule("album not frozen", AttestationRules::notFrozen),
            // server-invariants 14: only for the upgrade in force
            rule("of the upgrade in force", AttestationRules::ofTheUpgrade),
            // server-invariants 14: the cutover waits for the last session
            rule("drained", AttestationRules::drained),
            // wire-formats 18: recomputed here
            rule("frozen state agrees", AttestationRules::frozenStateAgrees),
            // wire-formats 8: number, link, epoch step, floor, write-tier key, signature of the admin key in force
            rule("follows the last one", AttestationRules::follows));

    private AttestationRules() {}

    private static Optional<Verdict> albumOfPath(AttestationCase c) {
        return require(
                c.attestation().albumId().equals(c.path()),
                ReasonCode.MANIFEST_MALFORMED,
                "the attestation is of another album");
    }

    private static Optional<Verdict> notSuspended(AttestationCase c) {
        return require(!c.suspended(), ReasonCode.ACCOUNT_SUSPENDED);
    }

    private static Optional<Verdict> callerIsAdmin(AttestationCase c) {
        return require(
                c.ledger().flatMap(ledger -> ledger.last().roleOf(c.caller())).equals(Optional.of(MemberRole.ADMIN)),
                ReasonCode.ALBUM_NOT_WRITABLE);
    }

    private static Optional<Verdict> repeatedOrNext(AttestationCase c) {
        if (c.isRepeated()) {
            return Optional.of(Verdict.ACCEPTED);
        }
        long last = c.presentLedger().last().seq();
        return c.attestation().seq() > last
                ? Optional.empty()
                : reject(ReasonCode.EPOCH_FORK, "the chain is at seq " + last);
    }

    private static Optional<Verdict> notFrozen(AttestationCase c) {
        return require(!c.frozen(), ReasonCode.ALBUM_FROZEN);
    }

    /** An intent is attested, and a tombstone set, for the upgrade in force alone. */
    private static Optional<Verdict> ofTheUpgrade(AttestationCase c) {
        return switch (c.attestation().op()) {
            case INTENT -> {
                var intent = UpgradeIntent.decode(
                        c.attestation().intent().orElseThrow().toArray());
                yield inForce(c, intent.intentId());
            }
            case TOMBSTONE ->
                inForce(c, c.attestation().tombstone().orElseThrow().intent());
            case INIT, ADD, REMOVE, ROLE, ROTATE, REKEY, ADMIN_ROTATE -> Optional.empty();
        };
    }

    private static Optional<Verdict> inForce(AttestationCase c, IntentId intent) {
        if (c.isInForce(intent)) {
            return Optional.empty();
        }
        boolean other = c.upgrade().flatMap(state -> state.inForce(c.now())).isPresent();
        return other
                ? reject(ReasonCode.UPGRADE_IN_PROGRESS)
                : reject(ReasonCode.ACTION_NOT_ALLOWED, "no such upgrade of this album is in progress");
    }

    private static Optional<Verdict> drained(AttestationCase c) {
        return require(c.inFlight() == 0, ReasonCode.UPGRADE_NOT_DRAINED, c.inFlight() + " uploads are in flight");
    }

    private static Optional<Verdict> frozenStateAgrees(AttestationCase c) {
        return require(
                c.attestation()
                        .tombstone()
                        .map(tombstone -> tombstone
                                .frozenStateHash()
                                .equals(FrozenState.hash(
                                        c.presentLedger().last().members(), c.accepted())))
                        .orElse(true),
                ReasonCode.MANIFEST_MALFORMED,
                "frozen_state_hash is not that of the album");
    }

    /** Refuses by exception. */
    private static Optional<Verdict> follows(AttestationCase c) {
        var unused = c.presentLedger().append(c.attestation());
        return Optional.empty();
    }
}
