package dev.capsule.identity.session;

import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sessions in the database. */
@ApplicationScoped
class SessionStore {
    private static final String COLUMNS =
            "select session_id, user_id, device_id, created_at, last_used_at from login_session ";

    void insert(Tx tx, TenantId tenant, Session session, Sha256 tokenHash) {
        tx.update(
                """
                insert into login_session
                  (tenant_id, session_id, user_id, device_id, token_hash, created_at, last_used_at)
                values ($1, $2, $3, $4, $5, $6, $7)
                """,
                tenant,
                session.id(),
                session.user(),
                session.device(),
                tokenHash,
                session.createdAt(),
                session.lastUsedAt());
    }

    Optional<Session> byToken(Tx tx, TenantId tenant, Sha256 tokenHash) {
        return tx.one(COLUMNS + "where tenant_id = $1 and token_hash = $2", SessionStore::session, tenant, tokenHash);
    }

    /** Newest use first. */
    List<Session> ofUser(Tx tx, TenantId tenant, UserId user) {
        return tx.list(
                COLUMNS + "where tenant_id = $1 and user_id = $2 order by last_used_at desc, session_id",
                SessionStore::session,
                tenant,
                user);
    }

    /** @return whether the session was still there */
    boolean touch(Tx tx, TenantId tenant, SessionId session, Instant now) {
        return tx.update(
                        "update login_session set last_used_at = $3 where tenant_id = $1 and session_id = $2",
                        tenant,
                        session,
                        now)
                == 1;
    }

    int delete(Tx tx, TenantId tenant, UserId user, SessionId session) {
        return tx.update(
                "delete from login_session where tenant_id = $1 and user_id = $2 and session_id = $3",
                tenant,
                user,
                session);
    }

    /** @return how many ended */
    int deleteAllBut(Tx tx, TenantId tenant, UserId user, @Nullable SessionId kept) {
        return tx.update(
                "delete from login_session where tenant_id = $1 and user_id = $2 and session_id is distinct from $3::uuid",
                tenant,
                user,
                kept);
    }

    /** Removes the user's sessions that are over and counts the rest. */
    long countLive(Tx tx, TenantId tenant, UserId user, Instant now) {
        tx.update("""
                delete from login_session
                where tenant_id = $1 and user_id = $2 and (last_used_at <= $3 or created_at <= $4)
                """, tenant, user, now.minus(Session.SLIDING), now.minus(Session.HARD));
        return tx.one(
                        "select count(*) from login_session where tenant_id = $1 and user_id = $2",
                        row -> row.getLong(0),
                        tenant,
                        user)
                .orElse(0L);
    }

    private static Session session(Row row) {
        return new Session(
                Columns.id(row, "session_id", SessionId::new),
                Columns.id(row, "user_id", UserId::new),
                Columns.optionalId(row, "device_id", DeviceId::new).orElse(null),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "last_used_at"));
    }
}
