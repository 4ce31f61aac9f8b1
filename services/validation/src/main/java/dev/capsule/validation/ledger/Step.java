package dev.capsule.validation.ledger;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.validation.gate.Claim;
import java.util.Optional;

/** A place in a chain: what follows one record, or begins the chain. Each is taken once. */
record Step(ChainKey chain, Optional<Sha256> prior) {

    /** A prior hash of the wrong length names no place; the gate refuses the claim before it asks for one. */
    static Step of(Claim claim) {
        return new Step(ChainKey.of(claim), Fields.priorHash(claim.manifest()));
    }
}
