package dev.capsule.ingest.chunk;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.upload.InFlight;
import dev.capsule.protocol.id.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Each PATCH holds a thread while it lasts; this bounds how many there are, and how many one user may hold. */
@ApplicationScoped
class Slots {
    private final Semaphore all;
    private final int perUser;
    private final Map<UserId, Integer> byUser = new ConcurrentHashMap<>();

    Slots(IngestConfig config) {
        all = new Semaphore(config.maxConcurrentChunks());
        perUser = config.maxConcurrentChunksPerUser();
    }

    /**
     * Never waits.
     *
     * @throws dev.capsule.protocol.reason.RefusalException UPLOAD_BACKPRESSURE
     */
    Slot take(UserId user) {
        int used = byUser.merge(user, 1, Integer::sum);
        if (used > perUser || !all.tryAcquire()) {
            free(user);
            throw InFlight.backpressure().asException();
        }
        return () -> {
            all.release();
            free(user);
        };
    }

    private void free(UserId user) {
        byUser.computeIfPresent(user, (key, used) -> used > 1 ? used - 1 : null);
    }

    /** Held by one PATCH. */
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }
}
