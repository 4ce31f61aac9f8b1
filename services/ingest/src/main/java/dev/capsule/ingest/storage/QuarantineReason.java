package dev.capsule.ingest.storage;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.reason.ReasonCode;

/**
 * Why a blob is out of service: what {@code quarantine/<hash>.reason.json} says (server-invariants 11).
 *
 * @param detail plain words and numbers of ours; no quotes, no backslashes
 */
public record QuarantineReason(Sha256 hash, ReasonCode code, String detail, Timestamp at) {
    public QuarantineReason {
        if (detail.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\')) {
            throw new IllegalArgumentException("the detail is not plain words");
        }
    }

    public String json() {
        return "{\"hash\":\"%s\",\"code\":\"%s\",\"detail\":\"%s\",\"at\":\"%s\"}"
                .formatted(hash.hex(), code, detail, at);
    }
}
