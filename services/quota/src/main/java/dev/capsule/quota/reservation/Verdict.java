package dev.capsule.quota.reservation;

import dev.capsule.protocol.reason.Refusal;

/** The answer to a reservation request. */
public sealed interface Verdict {

    /** The bytes are set aside, now or by the same request before. */
    record Granted() implements Verdict {}

    record Refused(Refusal refusal) implements Verdict {}
}
