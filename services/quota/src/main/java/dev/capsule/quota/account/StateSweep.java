package dev.capsule.quota.account;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Announces changes of state that no write brought about: a grace period that has ended, a limit of a tenant or tier that
 * was moved. Decisions never wait for it; they compute the state of their instant.
 */
@ApplicationScoped
public class StateSweep {
    private static final Logger LOG = Logger.getLogger(StateSweep.class);
    private static final int STEP = 500;

    /** Accounts whose stored state is not what the figures and the time say. */
    private static final String STALE = """
            select tenant_id, user_id from (
              select a.tenant_id, a.user_id, a.state, a.used, a.suspended, a.grace_expires_at,
                case when a.overridden then a.soft when t.name is not null then t.soft
                  when p.limited then p.soft else $2::bigint end as soft,
                case when a.overridden then a.hard when t.name is not null then t.hard
                  when p.limited then p.hard else $3::bigint end as hard
              from account a
              left join tier t on t.tenant_id = a.tenant_id and t.name = a.tier
              left join tenant_policy p on p.tenant_id = a.tenant_id) x
            where state <> case when suspended then 'Suspended'
              when used >= hard then case when grace_expires_at < $1 then 'GraceExpired' else 'HardExceeded' end
              when used >= soft then 'SoftWarning' else 'OK' end
            order by tenant_id, user_id limit $4
            """;

    private final Db db;
    private final Accounts accounts;
    private final QuotaConfig config;
    private final Clock clock;

    public StateSweep(Db db, Accounts accounts, QuotaConfig config, Clock clock) {
        this.db = db;
        this.accounts = accounts;
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
        int total = 0;
        List<Stale> stale;
        do {
            stale = find();
            var byTenant = stale.stream()
                    .collect(Collectors.groupingBy(one -> one.tenant().host()));
            new TreeMap<>(byTenant).forEach((host, ones) -> refresh(new TenantId(host), ones));
            total += stale.size();
        } while (stale.size() == STEP);
        return total;
    }

    private List<Stale> find() {
        var defaults = config.defaults();
        return db.asSystem(tx -> tx.list(
                STALE,
                row -> new Stale(new TenantId(Columns.text(row, "tenant_id")), Columns.id(row, "user_id", UserId::new)),
                clock.instant(),
                Limits.orNull(defaults.soft()),
                Limits.orNull(defaults.hard()),
                STEP));
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
