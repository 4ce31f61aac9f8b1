package dev.capsule.e2e.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.client.CapsuleClient;
import dev.capsule.client.account.StorageQuota;
import java.time.Duration;
import java.util.function.Predicate;

/** Quota learns of commits and purges from events: a moment later. */
final class Quotas {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Quotas() {}

    static StorageQuota await(CapsuleClient client, Predicate<StorageQuota> condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var quota = client.quota();
        while (!condition.test(quota)) {
            assertThat(System.nanoTime()).as("still waiting: %s", quota).isLessThan(end);
            Thread.sleep(200);
            quota = client.quota();
        }
        return quota;
    }
}
