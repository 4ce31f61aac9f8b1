package dev.capsule.quota.reservation;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** The tenant-wide ceiling: whoever needs it locks the tenant, so that the sum of all accounts holds still. */
@ApplicationScoped
public class Ceiling {
    private static final String LOCK = "select tenant_id from tenant_policy where tenant_id = $1 for update";
    private static final String TOTAL = """
            select coalesce(sum(used + reserved), 0)::bigint as total from account
            where tenant_id = $1 and (used > 0 or reserved > 0)
            """;

    private final ReservationStore store;

    public Ceiling(ReservationStore store) {
        this.store = store;
    }

    /** Bytes used and reserved by the whole tenant; leases that are over do not count. */
    public long lockedTotal(Tx tx, TenantId tenant, Instant now) {
        tx.update(LOCK, tenant);
        long total =
                tx.one(TOTAL, row -> Columns.longValue(row, "total"), tenant).orElse(0L);
        return total - store.overdue(tx, tenant, now);
    }
}
