package dev.capsule.protocol.reason;

import java.util.Map;

/**
 * An expected refusal: what is wrong with the request, as a value.
 *
 * @param detail one sentence for the caller; never another user's data, never a secret
 * @param members what the code names beside the detail, for example {@code head}; empty for most
 */
public record Refusal(ReasonCode code, String detail, Map<String, Object> members) {
    public Refusal {
        members = Map.copyOf(members);
    }

    public static Refusal of(ReasonCode code) {
        return new Refusal(code, code.title(), Map.of());
    }

    public static Refusal of(ReasonCode code, String detail) {
        return new Refusal(code, detail, Map.of());
    }

    public Refusal with(String member, Object value) {
        var all = new java.util.HashMap<String, Object>(members);
        all.put(member, value);
        return new Refusal(code, detail, all);
    }

    public RefusalException asException() {
        return new RefusalException(this);
    }
}
