package dev.capsule.quota.reconcile;

import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.QuotaDriftFound;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.quota.event.QuotaEvents;
import dev.capsule.service.db.Db;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/** Tells operators what a comparison found: an event for each result that is not the one before, the end of a drift too. */
@ApplicationScoped
public class DriftNotices {
    private static final Logger LOG = Logger.getLogger(DriftNotices.class);
    private static final String REMEMBER = """
            insert into drift_notice as n (tenant_id, found, bytes, at)
            select $1, $2::bigint, $3::bigint, $4
            where $2::bigint > 0 or exists (select from drift_notice where tenant_id = $1)
            on conflict (tenant_id) do update set found = excluded.found, bytes = excluded.bytes, at = excluded.at
              where (n.found, n.bytes) <> (excluded.found, excluded.bytes)
            """;

    private final Db db;
    private final QuotaEvents events;
    private final Clock clock;

    public DriftNotices(Db db, QuotaEvents events, Clock clock) {
        this.db = db;
        this.events = events;
        this.clock = clock;
    }

    /** @param drifts everything that differs now */
    public void tell(TenantId tenant, List<Drift> drifts) {
        long bytes = Drift.bytes(drifts);
        boolean news = db.inTenant(tenant, tx -> {
            boolean changed = tx.update(REMEMBER, tenant, (long) drifts.size(), bytes, clock.instant()) > 0;
            if (changed) {
                events.announce(tx, List.of(new QuotaDriftFound(EventHead.now(tenant, clock), drifts.size(), bytes)));
            }
            return changed;
        });
        if (!drifts.isEmpty()) {
            LOG.errorf(
                    "QUOTA_DRIFT tenant=%s figures=%d bytes=%d%s; see GET /admin/quota/drift, repair with POST"
                            + " /admin/quota/reconcile",
                    tenant, drifts.size(), bytes, news ? "" : " (as before)");
        } else if (news) {
            LOG.infof("no drift of %s any more", tenant);
        }
    }
}
