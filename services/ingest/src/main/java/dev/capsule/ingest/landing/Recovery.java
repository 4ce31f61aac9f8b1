package dev.capsule.ingest.landing;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.upload.Instance;
import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Lands again what is complete but not stored: at start everything other processes left, later whatever has not moved for
 * longer than a landing takes.
 */
@ApplicationScoped
public class Recovery {
    private static final Logger LOG = Logger.getLogger(Recovery.class);
    private static final int BATCH = 100;
    private static final String COMPLETE = "status = 'WaitingForProcessing' and landed_at is null ";

    private final Db db;
    private final SessionStore sessions;
    private final Landing landing;
    private final Instance instance;
    private final IngestConfig config;
    private final Clock clock;

    Recovery(Db db, SessionStore sessions, Landing landing, Instance instance, IngestConfig config, Clock clock) {
        this.db = db;
        this.sessions = sessions;
        this.landing = landing;
        this.instance = instance;
        this.config = config;
        this.clock = clock;
    }

    void onStart(@Observes StartupEvent started) {
        Thread.ofVirtual().name("recovery").start(this::afterStart);
    }

    private void afterStart() {
        try {
            recover(db.asSystem(tx -> sessions.where(
                    tx,
                    COMPLETE + "and instance is distinct from $1 order by updated_at limit " + BATCH,
                    Function.identity(),
                    instance.id())));
        } catch (DependencyUnavailableException e) {
            LOG.warn("recovery at start put off", e);
        }
    }

    @Scheduled(every = "${capsule.ingest.recovery.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void stalled() {
        var before = clock.instant().minus(config.landingWait().multipliedBy(2));
        recover(db.asSystem(tx -> sessions.where(
                tx, COMPLETE + "and updated_at < $1 order by updated_at limit " + BATCH, Function.identity(), before)));
    }

    private void recover(List<Session> left) {
        for (var session : left) {
            LOG.infof("upload %s: landing again", session.id());
            try {
                var unused = landing.land(session, null);
            } catch (DependencyUnavailableException e) {
                LOG.warnf(e, "upload %s: landing put off", session.id());
            }
        }
    }
}
