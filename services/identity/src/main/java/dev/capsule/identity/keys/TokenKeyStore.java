package dev.capsule.identity.keys;

import dev.capsule.protocol.crypto.Ed25519Signer;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Signing keys in the database, their seeds sealed. */
@ApplicationScoped
class TokenKeyStore {
    private final SealingKey sealing;

    TokenKeyStore(SealingKey sealing) {
        this.sealing = sealing;
    }

    /** Serialises whoever makes keys for the tenant, until the transaction ends. */
    void lock(Tx tx, TenantId tenant) {
        tx.one("select pg_advisory_xact_lock(hashtextextended('token-key ' || $1, 0))", row -> true, tenant);
    }

    /** Newest first. */
    List<TokenKey> list(Tx tx, TenantId tenant) {
        return tx.list(
                "select key_id, sealed_seed, created_at from token_key where tenant_id = $1 order by created_at desc, key_id",
                row -> key(tenant, row),
                tenant);
    }

    void insert(Tx tx, TenantId tenant, String id, Secret seed, Instant now) {
        tx.update(
                "insert into token_key (tenant_id, key_id, public_key, sealed_seed, created_at) values ($1, $2, $3, $4, $5)",
                tenant,
                id,
                new Ed25519Signer(seed).publicKey(),
                sealing.seal(tenant, seed),
                now);
    }

    void delete(Tx tx, TenantId tenant, String id) {
        tx.update("delete from token_key where tenant_id = $1 and key_id = $2", tenant, id);
    }

    private TokenKey key(TenantId tenant, Row row) {
        var seed = sealing.open(tenant, Columns.byteString(row, "sealed_seed"));
        return new TokenKey(Columns.text(row, "key_id"), new Ed25519Signer(seed), Columns.instant(row, "created_at"));
    }
}
