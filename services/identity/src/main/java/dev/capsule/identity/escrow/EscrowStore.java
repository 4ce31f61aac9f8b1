package dev.capsule.identity.escrow;

import dev.capsule.identity.account.AccountStore;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/** Wrapped secrets of users: one per kind, at most {@value #MAX_KINDS} kinds, the latest version only. */
@ApplicationScoped
class EscrowStore {
    private static final int MAX_KINDS = 16;

    private final Db db;
    private final AccountStore accounts;
    private final Clock clock;

    EscrowStore(Db db, AccountStore accounts, Clock clock) {
        this.db = db;
        this.accounts = accounts;
        this.clock = clock;
    }

    record Stored(WrappedSecret secret, long version) {}

    Optional<Stored> get(Caller caller, EscrowKind kind) {
        return db.inTenant(
                caller.tenant(),
                tx -> tx.one(
                        "select content_type, wrapped, version from escrow where tenant_id = $1 and user_id = $2 and kind = $3",
                        row -> new Stored(
                                new WrappedSecret(
                                        Columns.text(row, "content_type"), Columns.byteString(row, "wrapped")),
                                Columns.longValue(row, "version")),
                        caller.tenant(),
                        caller.user(),
                        kind.name()));
    }

    /**
     * @return the new version, 1 for the first
     * @throws RefusalException PRECONDITION_FAILED with the stored version
     */
    long put(Caller caller, EscrowKind kind, Precondition precondition, WrappedSecret secret) {
        return db.inTenant(caller.tenant(), tx -> put(tx, caller, kind, precondition, secret));
    }

    private long put(Tx tx, Caller caller, EscrowKind kind, Precondition precondition, WrappedSecret secret) {
        // one writer per user at a time: also the first version of a kind must not race
        accounts.lock(tx, caller.tenant(), caller.user());
        long stored = tx.one(
                        "select version from escrow where tenant_id = $1 and user_id = $2 and kind = $3",
                        row -> Columns.longValue(row, "version"),
                        caller.tenant(),
                        caller.user(),
                        kind.name())
                .orElse(0L);
        if (!precondition.holds(stored)) {
            throw Refusal.of(ReasonCode.PRECONDITION_FAILED)
                    .with("version", stored)
                    .asException();
        }
        if (stored == 0) {
            requireRoom(tx, caller);
        }
        tx.update(
                """
                insert into escrow (tenant_id, user_id, kind, version, content_type, wrapped, updated_at)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (tenant_id, user_id, kind) do update
                set version = excluded.version, content_type = excluded.content_type,
                    wrapped = excluded.wrapped, updated_at = excluded.updated_at
                """,
                caller.tenant(),
                caller.user(),
                kind.name(),
                stored + 1,
                secret.contentType(),
                secret.sealed(),
                clock.instant());
        return stored + 1;
    }

    private static void requireRoom(Tx tx, Caller caller) {
        long kinds = tx.one(
                        "select count(*) from escrow where tenant_id = $1 and user_id = $2",
                        row -> row.getLong(0),
                        caller.tenant(),
                        caller.user())
                .orElse(0L);
        if (kinds >= MAX_KINDS) {
            throw new RefusalException(ReasonCode.BODY_TOO_LARGE, "No more than " + MAX_KINDS + " kinds of escrow");
        }
    }
}
