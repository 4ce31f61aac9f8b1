package dev.capsule.quota.usage;

import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.account.Account;
import dev.capsule.quota.limit.LimitSource;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.state.QuotaState;
import java.util.Map;
import java.util.Optional;

/**
 * What a user has stored, may store, and why, at one instant. Bytes.
 *
 * @param used the sum of {@code byRole}; of a sponsor with those of the sponsored, of a sponsored user the own ones
 * @param reserved leases that are not over
 */
public record Figures(
        UserId user,
        long used,
        long reserved,
        Limits limits,
        LimitSource source,
        QuotaState state,
        Map<UsageRole, Long> byRole,
        Account account) {

    public Optional<UserId> sponsor() {
        return account.sponsor();
    }
}
