package dev.capsule.quota.reconcile;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons of figures with facts. Each is one statement, so it sees one instant: facts and figures change in the same
 * transactions, and a difference is a defect, never a race.
 */
@ApplicationScoped
public class DriftStore {
    private static final String NEXT = """
            select user_id from account where tenant_id = $1 and user_id > $2 order by user_id limit $3
            """;

    /** Sums by user, role and peer against charges and signed records. */
    private static final String USAGE = """
            with fact as (
              select payer_id as user_id, role, peer, size from charge
                where tenant_id = $1 and payer_id = any($2)
              union all
              select user_id, 'provenance', '', size from provenance where tenant_id = $1 and user_id = any($2)
            ), actual as (
              select user_id, role, peer, sum(size)::bigint as bytes, count(*) as items from fact
              group by user_id, role, peer
            ), recorded as (
              select user_id, role, peer, bytes, items from usage where tenant_id = $1 and user_id = any($2)
            )
            select user_id, role, peer, coalesce(r.bytes, 0) as recorded, coalesce(a.bytes, 0) as actual,
              coalesce(a.items, 0) - coalesce(r.items, 0) as items
            from actual a full join recorded r using (user_id, role, peer)
            where coalesce(a.bytes, 0) <> coalesce(r.bytes, 0) or coalesce(a.items, 0) <> coalesce(r.items, 0)
            """;

    /** Totals of accounts against own sums and those of the sponsored; open reservations likewise. */
    private static final String TOTALS = """
            with page as (
              select user_id, sponsor_id, used, reserved, reserved_metadata from account
              where tenant_id = $1 and user_id = any($2)
            ), member as (
              select user_id as payer, user_id from page where sponsor_id is null
              union all
              select sponsor_id, user_id from account where tenant_id = $1 and sponsor_id = any($2)
            ), own as (
              select m.payer, sum(u.bytes)::bigint as bytes from member m
              join usage u on u.tenant_id = $1 and u.user_id = m.user_id group by m.payer
            ), held as (
              select m.payer, sum(r.bytes)::bigint as bytes,
                coalesce(sum(r.bytes) filter (where r.role = 'metadata'), 0)::bigint as metadata from member m
              join reservation r on r.tenant_id = $1 and r.user_id = m.user_id and r.status = 'open' group by m.payer
            )
            select p.user_id, p.used, coalesce(o.bytes, 0) as actual_used, p.reserved,
              coalesce(h.bytes, 0) as actual_reserved, p.reserved_metadata, coalesce(h.metadata, 0) as actual_metadata
            from page p left join own o on o.payer = p.user_id left join held h on h.payer = p.user_id
            where p.used <> coalesce(o.bytes, 0) or p.reserved <> coalesce(h.bytes, 0)
              or p.reserved_metadata <> coalesce(h.metadata, 0)
            """;

    /** Blobs there is a fact or a charge about. */
    private static final String HASHES = """
            (select hash from charge where tenant_id = $1 and hash > $2 order by hash limit $3)
            union (select hash from blob_reference where tenant_id = $1 and hash > $2 order by hash limit $3)
            union (select hash from cache_hold where tenant_id = $1 and hash > $2 order by hash limit $3)
            order by hash limit $3
            """;

    List<UserId> users(Tx tx, TenantId tenant, @Nullable UserId after, int limit) {
        return tx.list(
                NEXT,
                row -> Columns.id(row, "user_id", UserId::new),
                tenant,
                after == null ? new UUID(0, 0) : after.value(),
                limit);
    }

    record UsageDrift(UserId user, String role, String peer, long recorded, long actual, long items) {
        Drift toDrift() {
            return new Drift("usage", user, null, peer.isEmpty() ? role : role + " " + peer, recorded, actual);
        }
    }

    List<UsageDrift> usage(Tx tx, TenantId tenant, List<UserId> users) {
        return tx.list(
                USAGE,
                row -> new UsageDrift(
                        Columns.id(row, "user_id", UserId::new),
                        Columns.text(row, "role"),
                        Columns.text(row, "peer"),
                        Columns.longValue(row, "recorded"),
                        Columns.longValue(row, "actual"),
                        Columns.longValue(row, "items")),
                tenant,
                users.toArray(UserId[]::new));
    }

    /** What the totals of an account are, and what they add up to. */
    record TotalsDrift(
            UserId user,
            long used,
            long actualUsed,
            long reserved,
            long actualReserved,
            long metadata,
            long actualMetadata) {
        List<Drift> toDrifts() {
            return java.util.stream.Stream.of(
                            new Drift("used", user, null, "", used, actualUsed),
                            new Drift("reserved", user, null, "", reserved, actualReserved),
                            new Drift("reserved_metadata", user, null, "", metadata, actualMetadata))
                    .filter(drift -> drift.recorded() != drift.actual())
                    .toList();
        }
    }

    List<TotalsDrift> totals(Tx tx, TenantId tenant, List<UserId> users) {
        return tx.list(
                TOTALS,
                row -> new TotalsDrift(
                        Columns.id(row, "user_id", UserId::new),
                        Columns.longValue(row, "used"),
                        Columns.longValue(row, "actual_used"),
                        Columns.longValue(row, "reserved"),
                        Columns.longValue(row, "actual_reserved"),
                        Columns.longValue(row, "reserved_metadata"),
                        Columns.longValue(row, "actual_metadata")),
                tenant,
                users.toArray(UserId[]::new));
    }

    List<Sha256> hashes(Tx tx, TenantId tenant, Optional<Sha256> after, int limit) {
        return tx.list(
                HASHES,
                row -> Columns.hash(row, "hash"),
                tenant,
                after.map(Sha256::bytes).orElse(new byte[0]),
                limit);
    }
}
