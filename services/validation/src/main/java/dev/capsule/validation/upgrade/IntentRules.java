package dev.capsule.validation.upgrade;

import static dev.capsule.validation.gate.Rule.rule;
import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.validation.gate.Rules;
import dev.capsule.validation.gate.SignatureChecks;
import dev.capsule.validation.gate.Verdict;
import java.time.Duration;
import java.util.Optional;

/** What an upgrade intent must satisfy, in order. Structure was checked by its decoder. */
final class IntentRules {
    /** The longest an album may be kept from writing. */
    static final Duration LONGEST = Duration.ofDays(30);

    static final Rules<IntentCase> RULES = Rules.inOrder(
            // structure: the path and the signed object speak of one album
            rule("album of the path", IntentRules::albumOfPath),
            // check order 6
            rule("account not suspended", IntentRules::notSuspended),
            // invariant 6: the same answer for an album that does not exist
            rule("caller is an admin", IntentRules::callerIsAdmin),
            // invariant 6
            rule("from the pin of the album", IntentRules::fromPin),
            // invariant 7
            rule("proposer is the caller", IntentRules::proposerIsCaller),
            // invariant 7
            rule("device in the directory", IntentRules::deviceKnown),
            // invariant 7
            rule("device not revoked", IntentRules::deviceNotRevoked),
            // invariant 7
            rule("device signature", IntentRules::deviceSignature),
            // idempotency: the same intent again changes nothing
            rule("not a repetition", IntentRules::notRepeated),
            // check order 7
            rule("album not frozen", IntentRules::notFrozen),
            // idempotency: one upgrade at a time
            rule("no other upgrade", IntentRules::noOther),
            // bound: from now to thirty days ahead
            rule("deadline in bounds", IntentRules::deadlineInBounds));

    private IntentRules() {}

    private static Optional<Verdict> albumOfPath(IntentCase c) {
        return require(
                c.intent().albumId().equals(c.path()), ReasonCode.MANIFEST_MALFORMED, "the intent is of another album");
    }

    private static Optional<Verdict> notSuspended(IntentCase c) {
        return require(!c.suspended(), ReasonCode.ACCOUNT_SUSPENDED);
    }

    private static Optional<Verdict> callerIsAdmin(IntentCase c) {
        return require(
                c.role().equals(Optional.of(MemberRole.ADMIN)) && c.state().isPresent(), ReasonCode.ALBUM_NOT_WRITABLE);
    }

    private static Optional<Verdict> fromPin(IntentCase c) {
        return require(c.presentState().pin().equals(c.intent().fromVersion()), ReasonCode.ALBUM_PIN_MISMATCH);
    }

    private static Optional<Verdict> proposerIsCaller(IntentCase c) {
        return require(c.intent().proposer().equals(c.caller()), ReasonCode.CREATOR_MISMATCH);
    }

    private static Optional<Verdict> deviceKnown(IntentCase c) {
        return require(c.device().isPresent(), ReasonCode.DEVICE_UNKNOWN);
    }

    private static Optional<Verdict> deviceNotRevoked(IntentCase c) {
        var now = new Timestamp(c.now());
        return require(
                c.device().orElseThrow().revokedAt().map(at -> at.isAfter(now)).orElse(true),
                ReasonCode.DEVICE_REVOKED);
    }

    private static Optional<Verdict> deviceSignature(IntentCase c) {
        var key = c.device().orElseThrow().key();
        return require(SignatureChecks.verifies(() -> c.intent().verify(key)), ReasonCode.DEVICE_SIG_INVALID);
    }

    private static Optional<Verdict> notRepeated(IntentCase c) {
        return c.isRepeated() ? Optional.of(Verdict.ACCEPTED) : Optional.empty();
    }

    private static Optional<Verdict> notFrozen(IntentCase c) {
        return require(!c.presentState().frozen(), ReasonCode.ALBUM_FROZEN);
    }

    private static Optional<Verdict> noOther(IntentCase c) {
        return require(c.presentState().inForce(c.now()).isEmpty(), ReasonCode.UPGRADE_IN_PROGRESS);
    }

    private static Optional<Verdict> deadlineInBounds(IntentCase c) {
        var deadline = c.intent().deadline().instant();
        return require(
                c.now().isBefore(deadline) && !deadline.isAfter(c.now().plus(LONGEST)),
                ReasonCode.TIMESTAMP_DRIFT,
                "a deadline is at most thirty days ahead");
    }
}
