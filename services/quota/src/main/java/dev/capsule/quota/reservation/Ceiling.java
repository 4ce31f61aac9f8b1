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
            select ((select coalesce(sum(used), 0) from account where tenant_id = $1 and used > 0)
              + (select coalesce(sum(bytes), 0) from reservation
                 where tenant_id = $1 and status = 'open' and expires_at > $2))::bigint as total
            """;

    /** Bytes used and reserved by the whole tenant; leases that are over do not count. */
    public long lockedTotal(Tx tx, TenantId tenant, Instant now) {
        tx.update(LOCK, tenant);
        return tx.one(TOTAL, row -> Columns.longValue(row, "total"), tenant, now)
                .orElse(0L);
    }
}
