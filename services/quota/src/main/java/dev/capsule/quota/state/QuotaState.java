package dev.capsule.quota.state;

import dev.capsule.protocol.reason.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The storage state of an account (server-invariants 9).
 *
 * <pre>
 *            used ≥ soft             used ≥ hard               grace over
 *    OK ───────────────▶ SoftWarning ───────────▶ HardExceeded ──────────▶ GraceExpired
 *     ▲                    │     ▲                     │                        │
 *     └────────────────────┘     └─────────────────────┴────────────────────────┘
 *            used &lt; soft                 used &lt; hard: the grace clock is reset
 *
 *    any ── suspended by an operator ──▶ Suspended ── lifted ──▶ what the figures say
 * </pre>
 *
 * The grace clock starts when {@code used} reaches the hard limit, and goes on during a suspension.
 */
public sealed interface QuotaState {

    record Ok() implements QuotaState {}

    record SoftWarning() implements QuotaState {}

    /** @param graceEnds the last instant of the grace period */
    record HardExceeded(Instant graceEnds) implements QuotaState {}

    record GraceExpired(Instant graceEnds) implements QuotaState {}

    /** @param graceEnds present while the account is full */
    record Suspended(Optional<Instant> graceEnds) implements QuotaState {}

    /** Reads what {@link #wireName} and {@link #graceExpiresAt} wrote. */
    static QuotaState of(String wireName, Optional<Instant> graceEnds) {
        return switch (wireName) {
            case "OK" -> new Ok();
            case "SoftWarning" -> new SoftWarning();
            case "HardExceeded" -> new HardExceeded(graceEnds.orElseThrow());
            case "GraceExpired" -> new GraceExpired(graceEnds.orElseThrow());
            case "Suspended" -> new Suspended(graceEnds);
            default -> throw new IllegalArgumentException("no such state: " + wireName);
        };
    }

    default String wireName() {
        return switch (this) {
            case Ok() -> "OK";
            case SoftWarning() -> "SoftWarning";
            case HardExceeded(var ends) -> "HardExceeded";
            case GraceExpired(var ends) -> "GraceExpired";
            case Suspended(var ends) -> "Suspended";
        };
    }

    /** The last instant at which metadata may still grow; absent while there is room. */
    default Optional<Instant> graceExpiresAt() {
        return switch (this) {
            case Ok() -> Optional.empty();
            case SoftWarning() -> Optional.empty();
            case HardExceeded(var ends) -> Optional.of(ends);
            case GraceExpired(var ends) -> Optional.of(ends);
            case Suspended(var ends) -> ends;
        };
    }

    /**
     * The state after this one.
     *
     * @param grace length of a grace period that begins now
     */
    default QuotaState next(Measure measure, Instant now, Duration grace) {
        if (!measure.limits().reachesHard(measure.used())) {
            return measure.suspended() ? new Suspended(Optional.empty()) : withRoom(measure);
        }
        var ends = graceExpiresAt().orElseGet(() -> now.plus(grace));
        if (measure.suspended()) {
            return new Suspended(Optional.of(ends));
        }
        return now.isAfter(ends) ? new GraceExpired(ends) : new HardExceeded(ends);
    }

    private static QuotaState withRoom(Measure measure) {
        return measure.limits().reachesSoft(measure.used()) ? new SoftWarning() : new Ok();
    }

    /** Why the operation is refused in this state, whatever its size; reading, deleting and restoring never are. */
    default Optional<ReasonCode> refusal(Operation operation) {
        return switch (operation) {
            case READ, DELETE, RESTORE -> Optional.empty();
            case UPLOAD ->
                switch (this) {
                    case Ok() -> Optional.empty();
                    case SoftWarning() -> Optional.empty();
                    case HardExceeded(var ends) -> Optional.of(ReasonCode.QUOTA_EXCEEDED);
                    case GraceExpired(var ends) -> Optional.of(ReasonCode.QUOTA_GRACE_EXPIRED);
                    case Suspended(var ends) -> Optional.of(ReasonCode.ACCOUNT_SUSPENDED);
                };
            case METADATA_GROWTH ->
                switch (this) {
                    case Ok() -> Optional.empty();
                    case SoftWarning() -> Optional.empty();
                    case HardExceeded(var ends) -> Optional.empty();
                    case GraceExpired(var ends) -> Optional.of(ReasonCode.QUOTA_GRACE_EXPIRED);
                    case Suspended(var ends) -> Optional.of(ReasonCode.ACCOUNT_SUSPENDED);
                };
        };
    }
}
