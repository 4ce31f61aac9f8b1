package dev.capsule.quota.account;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.limit.LimitChanges;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Announces changes of state that no write brought about: a grace period that has ended (found by an index), a limit of a
 * tenant, a tier or the installation that was moved (the accounts of that tenant are looked at, once). Decisions never
 * wait for it; they compute the state of their instant.
 */
@ApplicationScoped
public class StateSweep {
    private static final Logger LOG = Logger.getLogger(StateSweep.class);
    private static final int STEP = 500;

    private static final String GRACE_OVER = """
            select tenant_id, user_id from account where state = 'HardExceeded' and grace_expires_at < $1
            order by grace_expires_at limit $2
            """;

    /** Accounts of a tenant whose stored state is not what the figures and the time say. */
    private static final String STALE = """
            select tenant_id, user_id from (
              select a.tenant_id, a.user_id, a.state, a.used, a.suspended, a.grace_expires_at,
                case when a.overridden then a.soft when t.name is not null then t.soft
                  when p.limited then p.soft else $4::bigint end as soft,
                case when a.overridden then a.hard when t.name is not null then t.hard
                  when p.limited then p.hard else $5::bigint end as hard
              from account a
              left join tier t on t.tenant_id = a.tenant_id and t.name = a.tier
              left join tenant_policy p on p.tenant_id = a.tenant_id
              where a.tenant_id = $2 and a.user_id > $3) x
            where state <> case when suspended then 'Suspended'
              when used >= hard then case when grace_expires_at < $1 then 'GraceExpired' else 'HardExceeded' end
              when used >= soft then 'SoftWarning' else 'OK' end
            order by user_id limit $6
            """;

    private final Db db;
    private final Accounts accounts;
    private final LimitChanges changes;
    private final QuotaConfig config;
    private final Clock clock;
    private volatile boolean started;

    public StateSweep(Db db, Accounts accounts, LimitChanges changes, QuotaConfig config, Clock clock) {
        this.db = db;
        this.accounts = accounts;
        this.changes = changes;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "{capsule.quota.sweep.every}", concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        try {
            int changed = sweep();
            if (changed > 0) {
                LOG.infof("%d accounts changed their state with time or limits", changed);
            }
        } catch (DependencyUnavailableException e) {
            LOG.warnf("states are swept later: %s", e.getMessage());
        }
    }

    private record Stale(TenantId tenant, UserId user) {}

    /** @return accounts brought up to date */
    public int sweep() {
        if (!started) {
            // the limits of the installation may be others than before the start
            int tenants = db.asSystem(changes::everywhere);
            LOG.debugf("states of %d tenants are looked at", tenants);
            started = true;
        }
        int total = graceOver();
        for (var change : db.asSystem(changes::all)) {
            total += moved(change.tenant());
            boolean done = db.asSystem(tx -> changes.done(tx, change));
            LOG.debugf("limits of %s were moved%s", change.tenant(), done ? "" : ", and again meanwhile");
        }
        return total;
    }

    private int graceOver() {
        int total = 0;
        List<Stale> over;
        do {
            over = db.asSystem(tx -> tx.list(GRACE_OVER, StateSweep::stale, clock.instant(), STEP));
            var byTenant = over.stream()
                    .collect(Collectors.groupingBy(one -> one.tenant().host()));
            new TreeMap<>(byTenant).forEach((host, ones) -> refresh(new TenantId(host), ones));
            total += over.size();
        } while (over.size() == STEP);
        return total;
    }

    private int moved(TenantId tenant) {
        var defaults = config.defaults();
        int total = 0;
        var last = new UUID(0, 0);
        List<Stale> page;
        do {
            var after = last;
            page = db.inTenant(
                    tenant,
                    tx -> tx.list(
                            STALE,
                            StateSweep::stale,
                            clock.instant(),
                            tenant,
                            after,
                            Limits.orNull(defaults.soft()),
                            Limits.orNull(defaults.hard()),
                            STEP));
            if (!page.isEmpty()) {
                refresh(tenant, page);
                last = page.getLast().user().value();
            }
            total += page.size();
        } while (page.size() == STEP);
        return total;
    }

    private static Stale stale(Row row) {
        return new Stale(new TenantId(Columns.text(row, "tenant_id")), Columns.id(row, "user_id", UserId::new));
    }

    private void refresh(TenantId tenant, List<Stale> ones) {
        int refreshed = db.inTenant(tenant, tx -> {
            var users = ones.stream().map(Stale::user).toList();
            accounts.open(tx, tenant, users).close();
            return users.size();
        });
        LOG.debugf("%d states refreshed", refreshed);
    }
}
