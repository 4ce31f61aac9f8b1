package dev.capsule.quota.usage;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.quota.account.OpenAccounts;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;

/** Puts changed charges into the figures of users and of the accounts that pay. */
@ApplicationScoped
public class Booking {
    private final UsageStore usage;

    public Booking(UsageStore usage) {
        this.usage = usage;
    }

    /** @param open holds the accounts of all users the changes name */
    public void apply(Tx tx, TenantId tenant, OpenAccounts open, Deltas deltas) {
        var changes = deltas.all();
        if (!changes.isEmpty()) {
            usage.add(tx, tenant, changes);
            changes.forEach(delta -> open.use(delta.payer().user(), delta.bytes()));
        }
    }
}
