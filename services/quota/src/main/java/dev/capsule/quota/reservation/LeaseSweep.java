package dev.capsule.quota.reservation;

import dev.capsule.quota.account.Accounts;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Ends leases that are over and forgets tombstones, in bounded steps. Only housekeeping: a lease counts as free from its
 * end on, swept or not.
 */
@ApplicationScoped
public class LeaseSweep {
    private static final Logger LOG = Logger.getLogger(LeaseSweep.class);
    private static final int USERS = 200;
    private static final int ROWS = 5_000;

    private final Db db;
    private final Accounts accounts;
    private final ReservationStore store;
    private final Leases leases;
    private final QuotaConfig config;
    private final Clock clock;

    public LeaseSweep(
            Db db, Accounts accounts, ReservationStore store, Leases leases, QuotaConfig config, Clock clock) {
        this.db = db;
        this.accounts = accounts;
        this.store = store;
        this.leases = leases;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "{capsule.quota.sweep.every}", concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        try {
            int users = sweep();
            int rows = forget();
            if (users > 0 || rows > 0) {
                LOG.infof("leases ended for %d users, %d ended reservations forgotten", users, rows);
            }
        } catch (DependencyUnavailableException e) {
            LOG.warnf("leases are swept later: %s", e.getMessage());
        }
    }

    /** @return users whose leases ended */
    public int sweep() {
        int users = 0;
        List<ReservationStore.Due> due;
        do {
            due = db.asSystem(tx -> store.due(tx, clock.instant(), USERS));
            users += due.size();
            due.forEach(this::expire);
        } while (due.size() == USERS);
        return users;
    }

    private void expire(ReservationStore.Due due) {
        int ended = db.inTenant(due.tenant(), tx -> {
            var open = accounts.open(tx, due.tenant(), List.of(due.user()));
            var over = leases.end(tx, due.tenant(), open, due.user());
            open.close();
            return over.size();
        });
        LOG.debugf("%d leases of one user have ended", ended);
    }

    private int forget() {
        var before = clock.instant().minus(config.tombstones());
        int total = 0;
        int rows;
        do {
            rows = db.asSystem(tx -> store.forget(tx, before, ROWS));
            total += rows;
        } while (rows == ROWS);
        return total;
    }
}
