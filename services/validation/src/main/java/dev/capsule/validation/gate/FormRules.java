package dev.capsule.validation.gate;

import static dev.capsule.validation.gate.Verdict.require;

import dev.capsule.protocol.id.CryptoSuite;
import dev.capsule.protocol.manifest.Action;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import java.time.Duration;
import java.util.Optional;

/** Rules about single fields that need no state of the ledger. */
final class FormRules {
    /** How far a self-asserted time may be from this server's clock, both ways, inclusive. */
    static final Duration MAX_DRIFT = Duration.ofDays(30);

    private static final String SIDECAR_SCHEMA = "1";

    private FormRules() {}

    static Optional<Verdict> suiteKnown(Case<? extends Manifest> c) {
        return require(CryptoSuite.isKnown(c.manifest().suite()), ReasonCode.UNKNOWN_CRYPTO_SUITE);
    }

    /** The accessors refuse a hash of another length. */
    static Optional<Verdict> hashLengths(Case<? extends Manifest> c) {
        var unused = c.manifest().ciphertextHash();
        var unusedToo = c.manifest().priorHash();
        return Optional.empty();
    }

    /** A metadata-update declares one; behind an upload ingest has checked the header. */
    static Optional<Verdict> sidecarSchemaKnown(Case<? extends Manifest> c) {
        return switch (c.claim().carriage()) {
            case Carriage.Bare(var schema) ->
                require(
                        !c.knownAction().equals(Optional.of(Action.METADATA_UPDATE))
                                || schema.equals(Optional.of(SIDECAR_SCHEMA)),
                        ReasonCode.SIDECAR_SCHEMA_UNKNOWN);
            case Carriage.Announced announced -> Optional.empty();
            case Carriage.Landed landed -> Optional.empty();
            case Carriage.Pulled pulled -> Optional.empty();
        };
    }

    /** A pulled record may be as old as it likes, but no clock has taken one from further ahead. */
    static Optional<Verdict> timestampNear(Case<? extends Manifest> c) {
        var ahead = Duration.between(c.now(), c.manifest().timestamp().instant());
        var drift = c.claim().carriage() instanceof Carriage.Pulled ? ahead : ahead.abs();
        return require(drift.compareTo(MAX_DRIFT) <= 0, ReasonCode.TIMESTAMP_DRIFT);
    }
}
