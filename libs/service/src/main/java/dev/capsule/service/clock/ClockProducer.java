package dev.capsule.service.clock;

import dev.capsule.service.db.Db;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The system clock in UTC, unless another bean (a test) provides one. {@code capsule.clock.offset} moves it, for rehearsals
 * of what takes days; since a server whose clock is wrong issues and takes what it must not, a service with a moved clock
 * starts only on a database that does not flush ({@code fsync=off}), on which nobody keeps anything.
 */
@ApplicationScoped
class ClockProducer {
    private static final Logger LOG = Logger.getLogger(ClockProducer.class);
    private static final int FIRST = 1;

    private final Duration offset;

    ClockProducer(@ConfigProperty(name = "capsule.clock.offset") Optional<Duration> offset) {
        this.offset = offset.orElse(Duration.ZERO);
    }

    @Produces
    @DefaultBean
    @ApplicationScoped
    Clock clock() {
        return offset.isZero() ? Clock.systemUTC() : Clock.offset(Clock.systemUTC(), offset);
    }

    /** Before any request is answered and any timer runs. */
    void refuseWhereThingsAreKept(@Observes @Priority(FIRST) StartupEvent event, Db db) {
        if (offset.isZero()) {
            return;
        }
        boolean flushes = db.asSystem(
                tx -> tx.one("select current_setting('fsync') = 'on' as flushes", row -> row.getBoolean("flushes"))
                        .orElse(true));
        if (flushes) {
            throw new IllegalStateException(
                    "capsule.clock.offset is set, and the database is not a throw-away one (fsync is on)");
        }
        LOG.warnf("the clock is moved by %s: a rehearsal", offset);
    }
}
