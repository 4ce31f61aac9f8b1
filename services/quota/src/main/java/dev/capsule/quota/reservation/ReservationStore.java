package dev.capsule.quota.reservation;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reservation rows. Written only while the accounts of their users are locked. */
@ApplicationScoped
public class ReservationStore {
    private static final String COLUMNS = "upload_id, user_id, role, bytes, expires_at, status";
    private static final String FIND =
            "select " + COLUMNS + " from reservation where tenant_id = $1 and upload_id = any($2)";

    private static final String WRITE = """
            insert into reservation (tenant_id, upload_id, user_id, role, bytes, expires_at, status)
            select $1, n.* from unnest($2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[]) n
            on conflict (tenant_id, upload_id) do update
              set expires_at = excluded.expires_at, status = excluded.status
              where reservation.user_id = excluded.user_id
            """;

    /** Ends leases of the users and of those they sponsor. */
    private static final String EXPIRE = """
            update reservation r set status = 'expired'
            where r.tenant_id = $1 and r.status = 'open' and r.expires_at <= $3
              and r.user_id = any($2::uuid[] || array(
                select user_id from account where tenant_id = $1 and sponsor_id = any($2)))
            returning upload_id, user_id, role, bytes, expires_at, status
            """;

    /** Ends uploads, known or not; gives back what was open until now. */
    private static final String SETTLE = """
            insert into reservation as r (tenant_id, upload_id, user_id, role, bytes, expires_at, status)
            select $1, n.upload_id, n.user_id, '', 0, $5, n.status
            from unnest($2::uuid[], $3::uuid[], $4::text[]) as n(upload_id, user_id, status)
            order by n.upload_id
            on conflict (tenant_id, upload_id) do update
              set status = case when r.status = 'committed' then r.status else excluded.status end,
                  expires_at = excluded.expires_at
            returning r.upload_id, r.user_id, r.role, r.bytes, r.expires_at,
              coalesce(old.status, 'released') as status
            """;

    private static final String EXTEND = """
            update reservation set expires_at = greatest(expires_at, $3)
            where tenant_id = $1 and upload_id = any($2) and status = 'open' and expires_at > $4
            """;

    private static final String DUE = """
            select tenant_id, user_id from reservation where status = 'open' and expires_at <= $1
            group by tenant_id, user_id order by tenant_id, user_id limit $2
            """;

    private static final String FORGET = """
            delete from reservation where ctid = any(array(
              select ctid from reservation where status in ('expired', 'released', 'committed') and expires_at < $1
              limit $2))
            """;

    Map<UploadId, Hold> find(Tx tx, TenantId tenant, Collection<UploadId> uploads) {
        return tx.list(FIND, ReservationStore::hold, tenant, ids(uploads)).stream()
                .collect(Collectors.toMap(Hold::upload, Function.identity()));
    }

    /** @throws IllegalStateException if another user has one of the uploads by now */
    void write(Tx tx, TenantId tenant, Collection<Hold> holds) {
        int written = tx.update(
                WRITE,
                tenant,
                ids(holds.stream().map(Hold::upload).toList()),
                holds.stream().map(Hold::user).toArray(UserId[]::new),
                holds.stream().map(Hold::role).toArray(String[]::new),
                holds.stream().map(Hold::bytes).toArray(Long[]::new),
                holds.stream().map(Hold::expiresAt).toArray(Instant[]::new),
                holds.stream().map(h -> h.status().column()).toArray(String[]::new));
        if (written != holds.size()) {
            throw new IllegalStateException("an upload id is used by two users");
        }
    }

    List<Hold> expire(Tx tx, TenantId tenant, Collection<UserId> users, Instant now) {
        return tx.list(EXPIRE, ReservationStore::hold, tenant, users.toArray(UserId[]::new), now);
    }

    /** What an event says about the end of an upload. */
    public record End(UploadId upload, UserId user, HoldStatus status) {}

    /** The uploads with the status they had before; those that were OPEN are no longer. */
    public List<Hold> settle(Tx tx, TenantId tenant, List<End> ends, Instant rememberUntil) {
        return tx.list(
                SETTLE,
                ReservationStore::hold,
                tenant,
                ids(ends.stream().map(End::upload).toList()),
                ends.stream().map(End::user).toArray(UserId[]::new),
                ends.stream().map(e -> e.status().column()).toArray(String[]::new),
                rememberUntil);
    }

    /** Users of reservations, as far as these exist. */
    public List<UserId> usersOf(Tx tx, TenantId tenant, Collection<UploadId> uploads) {
        return tx.list(FIND, row -> Columns.id(row, "user_id", UserId::new), tenant, ids(uploads));
    }

    /** Leases that are over stay so, swept or not: somebody else may have their bytes by now. */
    public void extend(Tx tx, TenantId tenant, Collection<UploadId> uploads, Instant now, Instant until) {
        tx.update(EXTEND, tenant, ids(uploads), until, now);
    }

    record Due(TenantId tenant, UserId user) {}

    List<Due> due(Tx tx, Instant now, int limit) {
        return tx.list(
                DUE,
                row -> new Due(new TenantId(Columns.text(row, "tenant_id")), Columns.id(row, "user_id", UserId::new)),
                now,
                limit);
    }

    int forget(Tx tx, Instant before, int limit) {
        return tx.update(FORGET, before, limit);
    }

    private static UploadId[] ids(Collection<UploadId> uploads) {
        return uploads.toArray(UploadId[]::new);
    }

    private static Hold hold(Row row) {
        return new Hold(
                Columns.id(row, "upload_id", UploadId::new),
                Columns.id(row, "user_id", UserId::new),
                Columns.text(row, "role"),
                Columns.longValue(row, "bytes"),
                Columns.instant(row, "expires_at"),
                HoldStatus.of(Columns.text(row, "status")));
    }
}
