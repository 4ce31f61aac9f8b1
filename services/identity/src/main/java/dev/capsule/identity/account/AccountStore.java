package dev.capsule.identity.account;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accounts in the database; never changed once made. */
@ApplicationScoped
public class AccountStore {

    /** @return whether it is new; false if the user id or the handle is taken */
    boolean insert(Tx tx, TenantId tenant, UserId user, HybridPublicKey key, @Nullable Handle handle, Instant now) {
        return tx.update("""
                        insert into account (tenant_id, user_id, ik_ed25519, ik_ml_dsa_65, handle, created_at)
                        values ($1, $2, $3, $4, $5, $6) on conflict do nothing
                        """, tenant, user, key.ed25519(), key.mlDsa65(), handle == null ? null : handle.text(), now)
                == 1;
    }

    public Optional<HybridPublicKey> identityKey(Tx tx, TenantId tenant, UserId user) {
        return tx.one(
                "select ik_ed25519, ik_ml_dsa_65 from account where tenant_id = $1 and user_id = $2",
                row -> new HybridPublicKey(
                        Columns.byteString(row, "ik_ed25519"), Columns.byteString(row, "ik_ml_dsa_65")),
                tenant,
                user);
    }

    public boolean exists(Tx tx, TenantId tenant, UserId user) {
        return tx.one("select 1 from account where tenant_id = $1 and user_id = $2", row -> true, tenant, user)
                .isPresent();
    }

    /** One transaction at a time for what a user may have only so many of. Held until it ends. */
    public void lock(Tx tx, TenantId tenant, UserId user) {
        tx.one(
                "select pg_advisory_xact_lock(hashtextextended('user ' || $1 || ' ' || $2, 0))",
                row -> true,
                tenant,
                user.toString());
    }
}
