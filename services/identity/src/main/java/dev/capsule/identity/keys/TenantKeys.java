package dev.capsule.identity.keys;

import dev.capsule.protocol.crypto.Ed25519Signer;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.service.auth.TokenKeys;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.tenant.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The keys of each tenant: made when first needed; a new one after {@code capsule.identity.token-keys.rotate-after},
 * published {@link #HEAD_START} before it signs so that every verifier knows it; the one before it stays published. Two
 * at most.
 */
@ApplicationScoped
public class TenantKeys implements TokenKeys {
    private static final int PUBLISHED = 2;
    private static final Duration HEAD_START = Duration.ofMinutes(10);
    /** How long an instance may go on with what it has read; well below {@link #HEAD_START}. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Db db;
    private final TokenKeyStore store;
    private final Tenants tenants;
    private final Clock clock;
    private final Duration rotateAfter;
    /** Bounded by the configured tenants. */
    private final Map<TenantId, Known> known = new ConcurrentHashMap<>();

    private record Known(List<TokenKey> keys, Instant readAt) {}

    TenantKeys(
            Db db,
            TokenKeyStore store,
            Tenants tenants,
            Clock clock,
            @ConfigProperty(name = "capsule.identity.token-keys.rotate-after") Duration rotateAfter) {
        if (rotateAfter.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalStateException("capsule.identity.token-keys.rotate-after must be an hour or more");
        }
        this.db = db;
        this.store = store;
        this.tenants = tenants;
        this.clock = clock;
        this.rotateAfter = rotateAfter;
    }

    /** The published keys, newest first. Blocking. */
    public List<TokenKey> published(TenantId tenant) {
        if (!tenants.serves(tenant)) {
            return List.of();
        }
        var now = clock.instant();
        var current = known.get(tenant);
        if (current == null || !now.isBefore(current.readAt().plus(REMEMBERED))) {
            current = new Known(db.inTenant(tenant, tx -> load(tx, tenant, now)), now);
            known.put(tenant, current);
        }
        return current.keys();
    }

    /** The newest key that was published long enough; the only one while there is only one. Blocking. */
    public TokenKey signing(TenantId tenant) {
        var keys = published(tenant);
        var now = clock.instant();
        return keys.stream()
                .filter(key -> !key.createdAt().plus(HEAD_START).isAfter(now))
                .findFirst()
                .orElseGet(keys::getLast);
    }

    @Override
    public Optional<Bytes> find(TenantId tenant, String keyId) {
        return published(tenant).stream()
                .filter(key -> key.id().equals(keyId))
                .map(TokenKey::publicKey)
                .findFirst();
    }

    private List<TokenKey> load(Tx tx, TenantId tenant, Instant now) {
        var keys = store.list(tx, tenant);
        if (!keys.isEmpty() && now.isBefore(keys.getFirst().createdAt().plus(rotateAfter))) {
            return keys;
        }
        store.lock(tx, tenant);
        keys = store.list(tx, tenant);
        if (keys.isEmpty() || !now.isBefore(keys.getFirst().createdAt().plus(rotateAfter))) {
            store.insert(
                    tx,
                    tenant,
                    UuidV7.at(now.toEpochMilli()).toString(),
                    Secret.random(Ed25519Signer.SEED_LENGTH),
                    now);
            keys = store.list(tx, tenant);
        }
        keys.stream().skip(PUBLISHED).forEach(old -> store.delete(tx, tenant, old.id()));
        return keys.stream().limit(PUBLISHED).toList();
    }
}
