package dev.capsule.quota.reconcile;

import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.quota.usage.Accounting;
import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Takes in a tenant's whole ledger again. What is known already changes nothing, what was lost is there afterwards. */
@ApplicationScoped
public class Relearning {
    private static final Logger LOG = Logger.getLogger(Relearning.class);

    private final Db db;
    private final LedgerEvents ledger;
    private final Accounting accounting;

    public Relearning(Db db, LedgerEvents ledger, Accounting accounting) {
        this.db = db;
        this.ledger = ledger;
        this.accounting = accounting;
    }

    public void run(TenantId tenant) {
        ledger.read(tenant, events -> take(tenant, events));
    }

    private void take(TenantId tenant, List<Event> events) {
        try {
            int taken = db.inTenant(tenant, tx -> {
                accounting.apply(tx, events);
                return events.size();
            });
            LOG.debugf("%d events of %s taken in again", taken, tenant);
        } catch (DependencyUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            // one of them is to blame: the others must not suffer from it
            if (events.size() == 1) {
                LOG.errorf(e, "event %s can't be taken in", events.getFirst().id());
            } else {
                events.forEach(event -> take(tenant, List.of(event)));
            }
        }
    }
}
