package dev.capsule.service.outbox;

import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** How much waits in the outbox and for how long: what an operator watches when Kafka is away. */
@ApplicationScoped
class OutboxGauges {
    private static final Logger LOG = Logger.getLogger(OutboxGauges.class);
    private static final int MAX_COUNT = 100_000;
    private static final String MEASURE = """
            select count(*) as waiting, coalesce(extract(epoch from now() - min(created_at)), 0)::bigint as age
            from (select created_at from outbox order by id limit $1) o
            """;

    private final Db db;
    private volatile long waiting;
    private volatile long ageSeconds;

    OutboxGauges(Db db, MeterRegistry metrics) {
        this.db = db;
        Gauge.builder("capsule.outbox.backlog", this, gauges -> gauges.waiting)
                .description("Events waiting for Kafka, counted up to " + MAX_COUNT)
                .register(metrics);
        Gauge.builder("capsule.outbox.age.seconds", this, gauges -> gauges.ageSeconds)
                .description("Age of the oldest event waiting for Kafka")
                .register(metrics);
    }

    @Scheduled(every = "10s", delayed = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    void measure() {
        try {
            db.asSystem(tx -> tx.one(
                    MEASURE,
                    row -> {
                        waiting = Columns.longValue(row, "waiting");
                        ageSeconds = Columns.longValue(row, "age");
                        return waiting;
                    },
                    MAX_COUNT));
        } catch (DependencyUnavailableException e) {
            LOG.debugf("the outbox could not be measured: %s", e.getMessage());
        }
    }
}
