package dev.capsule.validation.gate;

import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.time.Instant;
import java.util.Optional;

/**
 * One claim before the gate, with all it is judged by.
 *
 * @param manifest that of the claim, by its kind
 * @param now clock of this server, in milliseconds precision
 */
public record Case<M extends Manifest>(
        Claim claim, M manifest, Situation situation, SignatureChecks signatures, Instant now) {

    /** The action where it is one of the closed list; the rule that refuses the others comes later. */
    Optional<Action> knownAction() {
        return unless(ReasonCode.ACTION_UNKNOWN, manifest::action);
    }

    /** The timestamp where it is well-formed; the rule that refuses the others comes later. */
    Optional<Timestamp> knownTimestamp() {
        return unless(ReasonCode.TIMESTAMP_MALFORMED, manifest::timestamp);
    }

    /**
     * When it was written, as far as this server can tell: now, or for a pulled record its timestamp. Only after the rule
     * that refuses malformed timestamps.
     */
    Instant written() {
        return claim.carriage() instanceof Carriage.Pulled
                ? manifest.timestamp().instant()
                : now;
    }

    static <T> Optional<T> unless(ReasonCode code, java.util.function.Supplier<T> field) {
        try {
            return Optional.of(field.get());
        } catch (RefusalException e) {
            if (e.code() == code) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
