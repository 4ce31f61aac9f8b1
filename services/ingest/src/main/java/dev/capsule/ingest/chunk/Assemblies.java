package dev.capsule.ingest.chunk;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.capsule.ingest.storage.Staging;
import dev.capsule.protocol.id.UploadId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The uploads this process works on. While requests use one it stays; idle ones are remembered for their hash state only,
 * at most {@value #IDLE} of them: one that is forgotten costs a second read of its file at the end, nothing else.
 */
@ApplicationScoped
class Assemblies {
    private static final int IDLE = 50_000;

    private final Map<UploadId, Assembly> active = new ConcurrentHashMap<>();
    private final Cache<UploadId, Assembly> idle = Caffeine.newBuilder()
            .maximumSize(IDLE)
            .expireAfterWrite(Duration.ofHours(25))
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
                assembly = new Assembly(staging.bin(id));
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

    /** The upload is at its end. */
    void forget(UploadId upload) {
        idle.invalidate(upload);
    }
}
