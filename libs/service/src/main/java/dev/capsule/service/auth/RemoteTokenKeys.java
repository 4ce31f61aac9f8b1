package dev.capsule.service.auth;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.internal.InternalClient;
import dev.capsule.service.problem.DependencyUnavailableException;
import dev.capsule.service.tenant.Tenants;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Token keys fetched from identity and kept. An unknown key id asks again, but at most once in {@link #PAUSE} per tenant,
 * so that forged tokens can't drive traffic; no token ever names where keys come from. While identity is away, keys
 * serve on for {@link #TRUSTED}.
 */
@ApplicationScoped
@DefaultBean
class RemoteTokenKeys implements TokenKeys {
    private static final Logger LOG = Logger.getLogger(RemoteTokenKeys.class);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration TRUSTED = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final InternalClient internal;
    private final Tenants tenants;
    private final Clock clock;
    /** Bounded by the configured tenants. */
    private final Map<TenantId, Entry> entries = new ConcurrentHashMap<>();

    RemoteTokenKeys(InternalClient internal, Tenants tenants, Clock clock) {
        this.internal = internal;
        this.tenants = tenants;
        this.clock = clock;
    }

    @Override
    public Optional<Bytes> find(TenantId tenant, String keyId) {
        return tenants.serves(tenant)
                ? entries.computeIfAbsent(tenant, Entry::new).find(keyId)
                : Optional.empty();
    }

    private final class Entry {
        private final TenantId tenant;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile @Nullable Fetched fetched;

        Entry(TenantId tenant) {
            this.tenant = tenant;
        }

        Optional<Bytes> find(String keyId) {
            var current = fetched;
            if (current == null || current.wantsRefresh(keyId, clock.instant())) {
                current = refresh(keyId);
            }
            return Optional.ofNullable(current.keys().get(keyId));
        }

        /** One caller asks; the others wait for its answer. */
        private Fetched refresh(String keyId) {
            lock.lock();
            try {
                var now = clock.instant();
                var current = fetched;
                if (current != null && !current.wantsRefresh(keyId, now)) {
                    return current;
                }
                var next = fetch(current, now);
                fetched = next;
                return next;
            } finally {
                lock.unlock();
            }
        }

        private Fetched fetch(@Nullable Fetched current, Instant now) {
            try {
                var keys = JwksExchange.readReply(
                        internal.call("identity", JwksExchange.PATH, JwksExchange.request(tenant)));
                return new Fetched(keys, now, now);
            } catch (DependencyUnavailableException | CborException e) {
                if (current != null && now.isBefore(current.at().plus(TRUSTED))) {
                    LOG.warnf("token keys of %s could not be refreshed: %s", tenant, e.getMessage());
                    return new Fetched(current.keys(), current.at(), now);
                }
                throw new DependencyUnavailableException("identity (token keys)", e);
            }
        }
    }

    private record Fetched(Map<String, Bytes> keys, Instant at, Instant asked) {
        boolean wantsRefresh(String keyId, Instant now) {
            boolean wanted = !keys.containsKey(keyId) || !now.isBefore(at.plus(FRESH));
            return wanted && !now.isBefore(asked.plus(PAUSE));
        }
    }
}
