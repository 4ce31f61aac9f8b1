package dev.capsule.quota.limit;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Tenants whose limits were moved, so that the states of many accounts may follow: what the sweep has yet to look at. */
@ApplicationScoped
public class LimitChanges {
    private static final String MOVED = """
            insert into limit_change (tenant_id) values ($1)
            on conflict (tenant_id) do update set number = limit_change.number + 1
            """;
    private static final String EVERYWHERE = """
            insert into limit_change (tenant_id) select distinct tenant_id from account on conflict do nothing
            """;
    private static final int MOST = 1000;

    /** @param number rises with every change */
    public record Change(TenantId tenant, long number) {}

    void moved(Tx tx, TenantId tenant) {
        tx.update(MOVED, tenant);
    }

    /** @return tenants that were not on the list */
    public int everywhere(Tx tx) {
        return tx.update(EVERYWHERE);
    }

    /** The first {@value #MOST}. */
    public List<Change> all(Tx tx) {
        return tx.list(
                "select tenant_id, number from limit_change order by tenant_id limit $1",
                row -> new Change(new TenantId(Columns.text(row, "tenant_id")), Columns.longValue(row, "number")),
                MOST);
    }

    /** @return false if the limits were moved again: the tenant stays on the list */
    public boolean done(Tx tx, Change change) {
        return tx.update(
                        "delete from limit_change where tenant_id = $1 and number = $2",
                        change.tenant(),
                        change.number())
                == 1;
    }
}
