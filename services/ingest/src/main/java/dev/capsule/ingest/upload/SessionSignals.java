package dev.capsule.ingest.upload;

import dev.capsule.protocol.id.UploadId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Wakes those who wait for a session to change. Only a hint, and only within this process: whoever waits looks again at
 * least once a second. Bounded by the requests that wait.
 */
@ApplicationScoped
public class SessionSignals {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Map<UploadId, Set<Watch>> watches = new ConcurrentHashMap<>();

    /** Register before looking, so that no change slips in between. */
    Watch watch(UploadId upload) {
        var watch = new Watch(upload);
        watches.compute(upload, (id, set) -> {
            var result = set == null ? ConcurrentHashMap.<Watch>newKeySet() : set;
            result.add(watch);
            return result;
        });
        return watch;
    }

    public void changed(UploadId upload) {
        watches.getOrDefault(upload, Set.of()).forEach(watch -> watch.latch.countDown());
    }

    /** One wait. */
    final class Watch implements AutoCloseable {
        private final UploadId upload;
        private final CountDownLatch latch = new CountDownLatch(1);

        private Watch(UploadId upload) {
            this.upload = upload;
        }

        /** Returns after a change, after the time, or after a second, whichever is first. */
        void await(Duration atMost) {
            var wait = atMost.compareTo(LOOK_AGAIN) < 0 ? atMost : LOOK_AGAIN;
            try {
                // woken or not, the caller looks again
                var unused = latch.await(wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a session", e);
            }
        }

        @Override
        public void close() {
            watches.computeIfPresent(upload, (id, set) -> {
                set.remove(this);
                return set.isEmpty() ? null : set;
            });
        }
    }
}
