package dev.capsule.validation.gate;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import java.util.Optional;

/** What the gate decided. A failure of infrastructure is never a verdict; it is thrown and tried again. */
public sealed interface Verdict {

    /** No rule refused. */
    record Accepted() implements Verdict {}

    /** Exactly this manifest is in the ledger already; the answer is the stored one. */
    record Duplicate(Receipt receipt) implements Verdict {}

    /** The first rule that failed says why; nothing is written. */
    record Rejected(Refusal refusal) implements Verdict {}

    Verdict ACCEPTED = new Accepted();

    static Optional<Verdict> reject(ReasonCode code) {
        return Optional.of(new Rejected(Refusal.of(code)));
    }

    static Optional<Verdict> reject(ReasonCode code, String detail) {
        return Optional.of(new Rejected(Refusal.of(code, detail)));
    }

    /** The judgement of a rule that refuses with {@code code} unless {@code holds}. */
    static Optional<Verdict> require(boolean holds, ReasonCode code) {
        return holds ? Optional.empty() : reject(code);
    }

    static Optional<Verdict> require(boolean holds, ReasonCode code, String detail) {
        return holds ? Optional.empty() : reject(code, detail);
    }
}
