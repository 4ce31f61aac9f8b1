package dev.capsule.ingest.upload;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.capsule.ingest.IngestConfig;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The limits on open sessions (server-invariants 7). A user's are counted each time. A tenant's may be hundreds of thousands:
 * they are counted every {@value #COUNTED_SECONDS} seconds at most, and in between this process adds its own, so that the
 * limit may be exceeded by what other processes open in that time.
 */
@ApplicationScoped
class OpenSessions {
    private static final int COUNTED_SECONDS = 5;
    private static final int MOST_TENANTS = 10_000;
    private static final int RETRY_AFTER = 60;

    private final SessionStore sessions;
    private final int mostOfUser;
    private final int mostOfTenant;
    private final Cache<TenantId, AtomicLong> ofTenants = Caffeine.newBuilder()
            .maximumSize(MOST_TENANTS)
            .expireAfterWrite(Duration.ofSeconds(COUNTED_SECONDS))
            .build();

    OpenSessions(SessionStore sessions, IngestConfig config) {
        this.sessions = sessions;
        mostOfUser = config.maxSessionsPerUser();
        mostOfTenant = config.maxSessionsPerTenant();
    }

    /**
     * Takes a place for one more session; one that is not made after all counts until the tenant's are counted again.
     *
     * @throws RefusalException RATE_LIMITED, or UPLOAD_BACKPRESSURE where the tenant has too many; both with Retry-After
     */
    void requireRoom(Tx tx, TenantId tenant, UserId uploader) {
        if (sessions.countOpen(tx, tenant, uploader, mostOfUser) >= mostOfUser) {
            throw Refusal.of(ReasonCode.RATE_LIMITED, "You have too many open uploads; finish or cancel some")
                    .with("retry_after", RETRY_AFTER)
                    .asException();
        }
        if (ofTenant(tx, tenant).getAndIncrement() >= mostOfTenant) {
            throw InFlight.backpressure().asException();
        }
    }

    /** Several may count at the same moment; the last one's number stays. */
    private AtomicLong ofTenant(Tx tx, TenantId tenant) {
        var known = ofTenants.getIfPresent(tenant);
        if (known != null) {
            return known;
        }
        var counted = new AtomicLong(sessions.countOpen(tx, tenant, mostOfTenant));
        ofTenants.put(tenant, counted);
        return counted;
    }
}
