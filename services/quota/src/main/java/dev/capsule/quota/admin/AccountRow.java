package dev.capsule.quota.admin;

import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.account.Account;
import dev.capsule.quota.limit.Limits;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One line of the list of accounts: what is billed, leases that are over and not swept yet included. Bytes. */
public record AccountRow(
        UserId user,
        long used,
        long reserved,
        @Nullable Long softLimit,
        @Nullable Long hardLimit,
        String state,
        String limitsFrom,
        @Nullable UserId sponsor) {

    static AccountRow of(Account account, Instant now, Duration grace) {
        return new AccountRow(
                account.user(),
                account.used(),
                account.reserved(),
                Limits.orNull(account.limits().soft()),
                Limits.orNull(account.limits().hard()),
                account.stateAt(now, grace).wireName(),
                AccountView.name(account.source()),
                account.sponsor().orElse(null));
    }
}
