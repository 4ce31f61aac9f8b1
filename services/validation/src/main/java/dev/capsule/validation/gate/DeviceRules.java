package dev.capsule.validation.gate;

import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import java.util.Optional;

/** Rules about who signed. */
final class DeviceRules {
    private DeviceRules() {}

    static Optional<Verdict> creatorIsCaller(Case<? extends Manifest> c) {
        return require(c.manifest().user().equals(c.claim().caller()), ReasonCode.CREATOR_MISMATCH);
    }

    static Optional<Verdict> deviceKnown(Case<? extends Manifest> c) {
        return require(c.situation().device().isPresent(), ReasonCode.DEVICE_UNKNOWN);
    }

    /** Equal is accepted. A malformed timestamp is refused further on, with its own code. */
    static Optional<Verdict> deviceAddedBefore(Case<? extends Manifest> c) {
        return require(
                c.knownTimestamp()
                        .map(timestamp -> !device(c).addedAt().isAfter(timestamp))
                        .orElse(true),
                ReasonCode.DEVICE_ADDED_AFTER);
    }

    /** By the time of receipt; what was accepted before stays, also where it is pulled later. */
    static Optional<Verdict> deviceNotRevoked(Case<? extends Manifest> c) {
        boolean before = device(c)
                .revokedAt()
                .map(at -> c.claim().carriage() instanceof Carriage.Pulled
                        ? c.knownTimestamp()
                                .map(written -> !written.isAfter(at))
                                .orElse(true)
                        : at.isAfter(new Timestamp(c.now())))
                .orElse(true);
        return require(before, ReasonCode.DEVICE_REVOKED);
    }

    static Optional<Verdict> deviceSignature(Case<? extends Manifest> c) {
        return require(c.signatures().byDevice(c.manifest(), device(c).key()), ReasonCode.DEVICE_SIG_INVALID);
    }

    /** An epoch nobody attested has no key to verify with; {@link EpochRules} refuses it further on. */
    static Optional<Verdict> writeSignature(Case<? extends Manifest> c) {
        return require(
                c.situation()
                        .writeKey()
                        .map(key -> c.signatures().byWriter(c.manifest(), key))
                        .orElse(true),
                ReasonCode.WRITE_SIG_INVALID);
    }

    /** Present in every rule after {@link #deviceKnown}. */
    private static Situation.Device device(Case<? extends Manifest> c) {
        return c.situation().device().orElseThrow();
    }
}
