package dev.capsule.quota.usage;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Own bytes of users by role. Written only while their accounts are locked. */
@ApplicationScoped
public class UsageStore {
    private static final String CREATE = """
            insert into usage (tenant_id, user_id, role, peer, bytes, items)
            select $1, n.user_id, n.role, n.peer, 0, 0 from unnest($2::uuid[], $3::text[], $4::text[])
              as n(user_id, role, peer)
            on conflict do nothing
            """;
    private static final String ADD = """
            update usage u set bytes = u.bytes + n.bytes, items = u.items + n.items
            from unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
              as n(user_id, role, peer, bytes, items)
            where u.tenant_id = $1 and u.user_id = any($2) and u.user_id = n.user_id and u.role = n.role and u.peer = n.peer
            """;
    private static final String BY_ROLE = """
            select role, sum(bytes)::bigint as bytes from usage where tenant_id = $1 and user_id = $2 group by role
            """;
    private static final String OF_GROUP = """
            select u.role, sum(u.bytes)::bigint as bytes from usage u where u.tenant_id = $1 and (u.user_id = $2
              or u.user_id = any(array(select user_id from account where tenant_id = $1 and sponsor_id = $2)))
            group by u.role
            """;
    private static final String OF_PEER = """
            select bytes from usage where tenant_id = $1 and user_id = $2 and role = 'peer_cache' and peer = $3
            """;

    void add(Tx tx, TenantId tenant, List<Deltas.Delta> deltas) {
        var users = deltas.stream().map(d -> d.payer().user()).toArray(UserId[]::new);
        var roles = deltas.stream().map(d -> d.payer().role().wireName()).toArray(String[]::new);
        var peers = deltas.stream().map(d -> d.payer().peer()).toArray(String[]::new);
        tx.update(CREATE, tenant, users, roles, peers);
        tx.update(
                ADD,
                tenant,
                users,
                roles,
                peers,
                deltas.stream().map(Deltas.Delta::bytes).toArray(Long[]::new),
                deltas.stream().map(Deltas.Delta::items).toArray(Long[]::new));
    }

    /** For repairs. */
    public void correct(Tx tx, TenantId tenant, UserId user, String role, String peer, long bytes, long items) {
        add(tx, tenant, List.of(new Deltas.Delta(new Payer(user, UsageRole.ofWire(role), peer), bytes, items)));
    }

    /** Own bytes; roles without any may be missing. */
    public Map<UsageRole, Long> byRole(Tx tx, TenantId tenant, UserId user) {
        return collect(tx, BY_ROLE, tenant, user);
    }

    /** Own bytes and those of the users this one sponsors. */
    public Map<UsageRole, Long> ofGroup(Tx tx, TenantId tenant, UserId user) {
        return collect(tx, OF_GROUP, tenant, user);
    }

    public long ofPeer(Tx tx, TenantId tenant, UserId user, String peer) {
        return tx.one(OF_PEER, row -> Columns.longValue(row, "bytes"), tenant, user, peer)
                .orElse(0L);
    }

    private static Map<UsageRole, Long> collect(Tx tx, String sql, TenantId tenant, UserId user) {
        var result = new TreeMap<UsageRole, Long>();
        tx.list(
                        sql,
                        row -> Map.entry(UsageRole.ofWire(Columns.text(row, "role")), Columns.longValue(row, "bytes")),
                        tenant,
                        user)
                .forEach(entry -> result.put(entry.getKey(), entry.getValue()));
        return result;
    }
}
