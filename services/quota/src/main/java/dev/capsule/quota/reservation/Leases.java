package dev.capsule.quota.reservation;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.quota.account.OpenAccounts;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Gives back what leases that are over still hold. */
@ApplicationScoped
public class Leases {
    private final ReservationStore store;

    public Leases(ReservationStore store) {
        this.store = store;
    }

    /** When the lease of this request ends: when it wants, but no later than the longest allowed. */
    static Instant until(ReservationRequest request, Instant now, QuotaConfig config) {
        var longest = now.plus(config.longestLease());
        var asked = request.expiresAt().instant();
        return asked.isBefore(longest) ? asked : longest;
    }

    /** @return the leases of the account that pays for this user which ended with this call */
    public List<Hold> end(Tx tx, TenantId tenant, OpenAccounts open, UserId user) {
        var billed = open.billing(user).user();
        var over = store.expire(tx, tenant, List.of(billed), open.instant());
        over.forEach(hold -> open.reserveFor(billed, hold.blobRole(), -hold.bytes()));
        return over;
    }
}
