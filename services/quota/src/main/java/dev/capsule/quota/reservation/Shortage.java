package dev.capsule.quota.reservation;

import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.quota.account.Account;
import dev.capsule.quota.account.OpenAccounts;
import dev.capsule.quota.state.QuotaState;
import java.util.HashMap;
import java.util.Map;

/** Refusals that say what is full and by how much, in bytes, and never a figure of somebody else. */
public final class Shortage {
    private Shortage() {}

    /** The account of the user is full, its grace is over, or it is suspended. */
    public static Refusal ofAccount(ReasonCode code, OpenAccounts open, UserId user, long requested) {
        var members = state(open.state(user), requested);
        Account own = open.of(user);
        if (own.sponsor().isEmpty()) {
            members.put("full", "account");
            members.put("used", own.used());
            members.put("reserved", own.reserved());
            own.limits().hard().ifPresent(hard -> {
                members.put("hard_limit", hard);
                members.put("excess", own.excess(requested));
            });
        } else {
            // the figures are those of the sponsor
            members.put("full", "sponsor");
        }
        return new Refusal(code, code.title(), members);
    }

    /** All accounts of the tenant together. Their sum is nobody's business but the operator's. */
    public static Refusal ofTenant(QuotaState state, long requested) {
        var members = state(state, requested);
        members.put("full", "tenant");
        return new Refusal(ReasonCode.QUOTA_EXCEEDED, "This server has no room left", members);
    }

    private static Map<String, Object> state(QuotaState state, long requested) {
        var members = new HashMap<String, Object>();
        members.put("state", state.wireName());
        members.put("requested", requested);
        state.graceExpiresAt().ifPresent(at -> members.put("grace_expires_at", new Timestamp(at).toString()));
        return members;
    }
}
