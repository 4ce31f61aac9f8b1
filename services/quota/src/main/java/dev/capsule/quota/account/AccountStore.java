package dev.capsule.quota.account;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.limit.LimitSource;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.quota.state.QuotaState;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Account rows with their effective limits. */
@ApplicationScoped
public class AccountStore {
    private static final String SELECT = """
            select a.user_id, a.sponsor_id, a.tier, a.suspended, a.used, a.reserved, a.reserved_metadata,
              a.state, a.grace_expires_at, p.ceiling,
              case when a.overridden then 'OVERRIDE' when t.name is not null then 'TIER'
                when p.limited then 'TENANT' else 'INSTALLATION' end as source,
              case when a.overridden then a.soft when t.name is not null then t.soft
                when p.limited then p.soft else $2::bigint end as soft,
              case when a.overridden then a.hard when t.name is not null then t.hard
                when p.limited then p.hard else $3::bigint end as hard
            from account a
            left join tier t on t.tenant_id = a.tenant_id and t.name = a.tier
            left join tenant_policy p on p.tenant_id = a.tenant_id
            where a.tenant_id = $1\s""";

    /** Users and their sponsors, locked in the order of their ids. */
    private static final String LOCK = SELECT + """
            and a.user_id = any($4::uuid[] || array(
              select sponsor_id from account where tenant_id = $1 and user_id = any($4) and sponsor_id is not null))
            order by a.user_id for update of a
            """;

    private static final String FIND = SELECT + "and a.user_id = any($4::uuid[])";
    private static final String PAGE = SELECT + "and a.user_id > $4 order by a.user_id limit $5";
    private static final String CREATE = """
            insert into account (tenant_id, user_id) select $1, u from unnest($2::uuid[]) u order by u
            on conflict do nothing
            """;
    /** Named twice, so that no plan walks all accounts of the tenant: plans are made while tables are small, and kept. */
    private static final String SAVE = """
            update account a set used = n.used, reserved = n.reserved, reserved_metadata = n.reserved_metadata,
              state = n.state, grace_expires_at = n.grace
            from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::timestamptz[])
              as n(user_id, used, reserved, reserved_metadata, state, grace)
            where a.tenant_id = $1 and a.user_id = any($2) and a.user_id = n.user_id
            """;

    private final Limits defaults;

    public AccountStore(QuotaConfig config) {
        defaults = config.defaults();
    }

    /** An account, and the ceiling of its tenant as the same query saw it. */
    record Loaded(Account account, OptionalLong ceiling) {}

    List<Loaded> lock(Tx tx, TenantId tenant, Collection<UserId> users) {
        return tx.list(LOCK, AccountStore::loaded, params(tenant, ids(users)));
    }

    void create(Tx tx, TenantId tenant, Collection<UserId> users) {
        tx.update(CREATE, tenant, ids(users));
    }

    public Optional<Account> find(Tx tx, TenantId tenant, UserId user) {
        return tx.one(FIND, AccountStore::account, params(tenant, ids(List.of(user))));
    }

    /** Accounts in the order of their ids, after one of them. */
    public List<Account> page(Tx tx, TenantId tenant, Optional<UserId> after, int limit) {
        return tx.list(
                PAGE,
                AccountStore::account,
                tenant,
                Limits.orNull(defaults.soft()),
                Limits.orNull(defaults.hard()),
                after.map(UserId::value).orElse(new java.util.UUID(0, 0)),
                limit);
    }

    /** What a user without a row has. */
    public Account fresh(UserId user, Limits tenantLimits, LimitSource source) {
        return new Account(
                user, Optional.empty(), Optional.empty(), source, tenantLimits, false, 0, 0, 0, new QuotaState.Ok());
    }

    /** @param last whether nothing follows in this transaction */
    void save(Tx tx, TenantId tenant, List<Account> accounts, boolean last) {
        Object[] params = {
            tenant,
            ids(accounts.stream().map(Account::user).toList()),
            accounts.stream().map(Account::used).toArray(Long[]::new),
            accounts.stream().map(Account::reserved).toArray(Long[]::new),
            accounts.stream().map(Account::reservedMetadata).toArray(Long[]::new),
            accounts.stream().map(a -> a.state().wireName()).toArray(String[]::new),
            accounts.stream().map(a -> a.state().graceExpiresAt().orElse(null)).toArray(java.time.Instant[]::new)
        };
        if (last) {
            tx.updateLast(SAVE, params);
        } else {
            tx.update(SAVE, params);
        }
    }

    private Object[] params(TenantId tenant, UserId[] users) {
        return new Object[] {tenant, Limits.orNull(defaults.soft()), Limits.orNull(defaults.hard()), users};
    }

    private static UserId[] ids(Collection<UserId> users) {
        return users.toArray(UserId[]::new);
    }

    private static Loaded loaded(Row row) {
        return new Loaded(account(row), Limits.optional(row.getLong("ceiling")));
    }

    static Account account(Row row) {
        return new Account(
                Columns.id(row, "user_id", UserId::new),
                Columns.optionalId(row, "sponsor_id", UserId::new),
                Columns.optionalText(row, "tier"),
                LimitSource.valueOf(Columns.text(row, "source")),
                Limits.of(row.getLong("soft"), row.getLong("hard")),
                Columns.bool(row, "suspended"),
                Columns.longValue(row, "used"),
                Columns.longValue(row, "reserved"),
                Columns.longValue(row, "reserved_metadata"),
                QuotaState.of(Columns.text(row, "state"), Columns.optionalInstant(row, "grace_expires_at")));
    }
}
