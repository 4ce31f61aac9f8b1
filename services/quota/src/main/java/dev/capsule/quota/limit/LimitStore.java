package dev.capsule.quota.limit;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;

/** Limits of tenants and tiers. */
@ApplicationScoped
public class LimitStore {
    private static final String POLICY = "select limited, soft, hard, ceiling from tenant_policy where tenant_id = $1";
    private static final String SET_POLICY = """
            insert into tenant_policy (tenant_id, limited, soft, hard, ceiling) values ($1, $2, $3, $4, $5)
            on conflict (tenant_id) do update set limited = excluded.limited, soft = excluded.soft,
              hard = excluded.hard, ceiling = excluded.ceiling
            """;
    private static final String SET_TIER = """
            insert into tier (tenant_id, name, soft, hard) values ($1, $2, $3, $4)
            on conflict (tenant_id, name) do update set soft = excluded.soft, hard = excluded.hard
            """;

    private final LimitChanges changes;
    private final Limits defaults;

    public LimitStore(LimitChanges changes, QuotaConfig config) {
        this.changes = changes;
        defaults = config.defaults();
    }

    public Policy policy(Tx tx, TenantId tenant) {
        return tx.one(
                        POLICY,
                        row -> new Policy(
                                Columns.bool(row, "limited")
                                        ? java.util.Optional.of(Limits.of(row.getLong("soft"), row.getLong("hard")))
                                        : java.util.Optional.empty(),
                                Limits.optional(row.getLong("ceiling"))),
                        tenant)
                .orElse(Policy.NONE);
    }

    /** Limits of an account that has nothing of its own. */
    public Limits effective(Policy policy) {
        return policy.limits().orElse(defaults);
    }

    public static LimitSource source(Policy policy) {
        return policy.limits().isPresent() ? LimitSource.TENANT : LimitSource.INSTALLATION;
    }

    public void set(Tx tx, TenantId tenant, Policy policy) {
        var limits = policy.limits().orElse(Limits.UNLIMITED);
        tx.update(
                SET_POLICY,
                tenant,
                policy.limits().isPresent(),
                Limits.orNull(limits.soft()),
                Limits.orNull(limits.hard()),
                Limits.orNull(policy.ceiling()));
        changes.moved(tx, tenant);
    }

    public Map<String, Limits> tiers(Tx tx, TenantId tenant) {
        var tiers = new TreeMap<String, Limits>();
        tx.list(
                        "select name, soft, hard from tier where tenant_id = $1",
                        row -> Map.entry(
                                Columns.text(row, "name"), Limits.of(row.getLong("soft"), row.getLong("hard"))),
                        tenant)
                .forEach(tier -> tiers.put(tier.getKey(), tier.getValue()));
        return tiers;
    }

    public void setTier(Tx tx, TenantId tenant, String name, Limits limits) {
        tx.update(SET_TIER, tenant, name, Limits.orNull(limits.soft()), Limits.orNull(limits.hard()));
        changes.moved(tx, tenant);
    }

    /** @return whether it was there; accounts of it fall back to the tenant's limits */
    public boolean removeTier(Tx tx, TenantId tenant, String name) {
        changes.moved(tx, tenant);
        return tx.update("delete from tier where tenant_id = $1 and name = $2", tenant, name) > 0;
    }
}
