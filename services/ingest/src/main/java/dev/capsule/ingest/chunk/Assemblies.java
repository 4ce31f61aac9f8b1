package dev.capsule.ingest.chunk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.capsule.ingest.storage.Staging;
import dev.capsule.ingest.upload.Session;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The uploads this process works on. While requests use one it stays; idle ones are remembered for their hash state only,
 * at most {@value #IDLE} of them: one that is forgotten costs a second read of its file at the end, nothing else.
 */
@ApplicationScoped
class Assemblies {
    private static final int IDLE = 50_000;
    private static final int RECENT = 1_000;

    private final Map<UploadId, Assembly> active = new ConcurrentHashMap<>();
    private final Cache<UploadId, Assembly> idle = Caffeine.newBuilder()
            .maximumSize(IDLE)
            .expireAfterWrite(Duration.ofHours(25))
            .build();
    /** Sessions hold their manifest, some KiB each; so there are few, and only for a moment. */
    private final Cache<UploadId, Session> recent = Caffeine.newBuilder()
            .maximumSize(RECENT)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    private final Staging staging;

    Assemblies(Staging staging) {
        this.staging = staging;
    }

    /**
     * Enter before the session is read: whatever is acknowledged after that, this assembly knows of.
     */
    Assembly enter(UploadId upload) {
        return active.compute(upload, (id, used) -> {
            var assembly = used != null ? used : idle.asMap().remove(id);
            if (assembly == null) {
                assembly = new Assembly(staging, id);
            }
            assembly.use(1);
            return assembly;
        });
    }

    void leave(UploadId upload) {
        active.computeIfPresent(upload, (id, assembly) -> {
            if (assembly.use(-1) > 0) {
                return assembly;
            }
            if (assembly.isWorthKeeping()) {
                idle.put(id, assembly);
            }
            return null;
        });
    }

    /**
     * The session as this process left it a moment ago, if that was at this offset and its bytes are still staged; so that
     * a chunk that follows another needs no look at the database before it. It may have changed since: only the database
     * says whether the chunk counts.
     */
    Optional<Session> recent(TenantId tenant, UploadId upload, long offset) throws IOException {
        var session = recent.getIfPresent(upload);
        return session != null
                        && session.tenant().equals(tenant)
                        && session.received() == offset
                        && staging.staged(upload) >= offset
                ? Optional.of(session)
                : Optional.empty();
    }

    void remember(Session session) {
        recent.put(session.id(), session);
    }

    /** The upload is at its end, or something is not as this process thought. */
    void forget(UploadId upload) {
        recent.invalidate(upload);
        idle.invalidate(upload);
    }
}
