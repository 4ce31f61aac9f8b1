package dev.capsule.quota.reconcile;

import dev.capsule.service.problem.DependencyUnavailableException;
import dev.capsule.service.tenant.Tenants;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Compares everything, again and again, and tells the operator: the gauge {@code capsule_quota_drift_bytes} (over all
 * tenants, so that labels stay few), and for each tenant an error line and an event when the result changes. Repairs
 * nothing.
 */
@ApplicationScoped
public class Reconciliation {
    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private final Comparison comparison;
    private final DriftNotices notices;
    private final Tenants tenants;
    private final AtomicLong drift = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();

    Reconciliation(Comparison comparison, DriftNotices notices, Tenants tenants, MeterRegistry metrics) {
        this.comparison = comparison;
        this.notices = notices;
        this.tenants = tenants;
        Gauge.builder("capsule.quota.drift", drift, AtomicLong::get)
                .baseUnit("bytes")
                .description("Bytes by which figures differed from facts in the last complete comparison")
                .register(metrics);
        Gauge.builder("capsule.quota.comparisons", completed, AtomicLong::get)
                .description("Complete comparisons of all tenants since the start")
                .register(metrics);
    }

    @Scheduled(
            every = "{capsule.quota.reconcile.every}",
            delayed = "{capsule.quota.reconcile.delay}",
            concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void onTimer() {
        try {
            compare();
        } catch (DependencyUnavailableException e) {
            LOG.warnf("figures are compared later: %s", e.getMessage());
        }
    }

    /** @return bytes of drift over all tenants */
    public long compare() {
        long bytes = 0;
        for (var tenant : tenants.all()) {
            var drifts = comparison.all(tenant).drifts();
            bytes += Drift.bytes(drifts);
            notices.tell(tenant, drifts);
        }
        drift.set(bytes);
        completed.incrementAndGet();
        return bytes;
    }
}
