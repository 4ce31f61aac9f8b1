package dev.capsule.quota.usage;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.account.Account;
import dev.capsule.quota.account.AccountStore;
import dev.capsule.quota.limit.LimitStore;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.quota.state.QuotaState;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** Reads figures without a lock. The state is computed for this instant: no timer needs to have run. */
@ApplicationScoped
public class FiguresReader {
    private static final String LIVE = """
            select coalesce(sum(bytes), 0)::bigint as bytes from reservation
            where tenant_id = $1 and status = 'open' and expires_at > $3 and (user_id = $2
              or ($4 and user_id = any(array(select user_id from account where tenant_id = $1 and sponsor_id = $2))))
            """;

    private final AccountStore accounts;
    private final UsageStore usage;
    private final LimitStore limits;
    private final QuotaConfig config;
    private final Clock clock;

    public FiguresReader(AccountStore accounts, UsageStore usage, LimitStore limits, QuotaConfig config, Clock clock) {
        this.accounts = accounts;
        this.usage = usage;
        this.limits = limits;
        this.config = config;
        this.clock = clock;
    }

    public Figures read(Tx tx, TenantId tenant, UserId user) {
        var now = clock.instant();
        var own = accounts.find(tx, tenant, user).orElseGet(() -> fresh(tx, tenant, user));
        var sponsor = own.sponsor().flatMap(id -> accounts.find(tx, tenant, id));
        return sponsor.isPresent() ? sponsored(tx, tenant, own, sponsor.get(), now) : standing(tx, tenant, own, now);
    }

    private Account fresh(Tx tx, TenantId tenant, UserId user) {
        var policy = limits.policy(tx, tenant);
        return accounts.fresh(user, limits.effective(policy), LimitStore.source(policy));
    }

    private Figures standing(Tx tx, TenantId tenant, Account own, Instant now) {
        return new Figures(
                own.user(),
                own.used(),
                live(tx, tenant, own.user(), now, true),
                own.limits(),
                own.source(),
                own.stateAt(now, config.grace()),
                usage.ofGroup(tx, tenant, own.user()),
                own);
    }

    /** Own figures against the sponsor's limits; the sponsor's figures stay the sponsor's. */
    private Figures sponsored(Tx tx, TenantId tenant, Account own, Account sponsor, Instant now) {
        Map<UsageRole, Long> byRole = usage.byRole(tx, tenant, own.user());
        var state = own.stateAt(now, config.grace());
        return new Figures(
                own.user(),
                byRole.values().stream().mapToLong(Long::longValue).sum(),
                live(tx, tenant, own.user(), now, false),
                sponsor.limits(),
                sponsor.source(),
                state instanceof QuotaState.Suspended ? state : sponsor.stateAt(now, config.grace()),
                byRole,
                own);
    }

    private static long live(Tx tx, TenantId tenant, UserId user, Instant now, boolean group) {
        return tx.one(LIVE, row -> Columns.longValue(row, "bytes"), tenant, user, now, group)
                .orElse(0L);
    }
}
