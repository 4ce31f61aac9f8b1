package dev.capsule.stack.demo;

import dev.capsule.client.CapsuleClient;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.sync.SyncListener;
import dev.capsule.client.sync.SyncOptions;
import dev.capsule.client.sync.SyncedAsset;
import dev.capsule.protocol.id.AssetId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows the feed all the time, sidecars and histories only, and notes how long after its commit each asset is there. */
final class SecondDevice implements SyncListener, AutoCloseable {
    private static final long PAUSE_MILLIS = 20;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final CapsuleClient client;
    private final Map<AssetId, Duration> visible = new ConcurrentHashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("second-device").unstarted(this::follow);
    private volatile @Nullable ClientException failure;

    private SecondDevice(CapsuleClient client) {
        this.client = client;
    }

    static SecondDevice watch(CapsuleClient client) {
        var device = new SecondDevice(client);
        device.thread.start();
        return device;
    }

    @Override
    public void applied(SyncedAsset synced) {
        visible.putIfAbsent(synced.asset().id(), Duration.between(synced.receivedAt(), synced.appliedAt()));
    }

    /**
     * Waits until all these assets are here, then stops following.
     *
     * @return from commit to visible, per asset; without those that did not come within 2 minutes
     * @throws ClientException when following the feed failed
     */
    Map<AssetId, Duration> awaitAll(Collection<AssetId> assets) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!visible.keySet().containsAll(assets) && thread.isAlive() && System.nanoTime() < deadline) {
            try {
                thread.join(Duration.ofMillis(PAUSE_MILLIS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        close();
        var failed = failure;
        if (failed != null) {
            throw failed;
        }
        var here = new HashMap<>(visible);
        here.keySet().retainAll(assets);
        return here;
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            do {
                client.sync(SyncOptions.METADATA_ONLY, this);
            } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (ClientException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
