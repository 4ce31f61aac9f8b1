package dev.capsule.validation.secret;

import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Random secrets of 32 bytes, one chain for each tenant and purpose, made on first use and shared by all instances
 * through the database. Rotating is inserting the next position.
 */
@ApplicationScoped
public class ServerSecrets {
    private static final int LENGTH = 32;
    private static final int ACCEPTED = 2;

    private final Db db;

    ServerSecrets(Db db) {
        this.db = db;
    }

    /** The newest first, at most two. */
    public List<Secret> accepted(TenantId tenant, String purpose) {
        return db.inTenant(tenant, tx -> {
            var found = read(tx, tenant, purpose);
            if (!found.isEmpty()) {
                return found;
            }
            tx.update(
                    "insert into server_secret (tenant_id, purpose, position, secret) values ($1, $2, 1, $3)"
                            + " on conflict do nothing",
                    tenant,
                    purpose,
                    Secret.random(LENGTH).reveal());
            return read(tx, tenant, purpose);
        });
    }

    private static List<Secret> read(Tx tx, TenantId tenant, String purpose) {
        return tx.list(
                "select secret from server_secret where tenant_id = $1 and purpose = $2 order by position desc limit $3",
                row -> Secret.of(Columns.bytes(row, "secret")),
                tenant,
                purpose,
                ACCEPTED);
    }
}
