package dev.capsule.validation.ledger;

import dev.capsule.protocol.reason.Refusal;
import dev.capsule.validation.gate.Receipt;

/** What became of a claim. */
public sealed interface Outcome {

    /** It is in the ledger now. */
    record Committed(Receipt receipt) implements Outcome {}

    /** It was in the ledger already. */
    record Duplicate(Receipt receipt) implements Outcome {}

    /** The gate refused it; nothing was written. */
    record Rejected(Refusal refusal) implements Outcome {}
}
