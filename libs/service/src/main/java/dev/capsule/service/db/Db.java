package dev.capsule.service.db;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.problem.DependencyUnavailableException;
import io.vertx.core.Context;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Transactions in blocking style, for virtual and worker threads only. Serialization failures and deadlocks are retried
 * at most {@value #RETRIES} times, so the work must not have effects outside its transaction.
 */
@ApplicationScoped
public class Db {
    static final int RETRIES = 3;
    private static final String EVERY_TENANT = "*";
    private static final Logger LOG = Logger.getLogger(Db.class);

    private final Pool pool;
    private final Duration timeout;

    public Db(Pool pool, @ConfigProperty(name = "capsule.db.timeout") Duration timeout) {
        this.pool = pool;
        this.timeout = timeout;
    }

    /**
     * Runs the work in one transaction that sees the rows of one tenant only. Commits when it returns, rolls back when
     * it throws.
     *
     * @throws DependencyUnavailableException if the database is unreachable, too slow or refuses for its own reasons
     */
    public <T> T inTenant(TenantId tenant, Function<Tx, T> work) {
        return transact(tenant.host(), work);
    }

    /** Like {@link #inTenant}, over the rows of all tenants: for background work and event handlers only. */
    public <T> T asSystem(Function<Tx, T> work) {
        return transact(EVERY_TENANT, work);
    }

    /** When the database answers a commit ({@code synchronous_commit}). */
    public enum Flush {
        /** Once it is on the database's disk. */
        FIRST("on"),
        /** Before: a crash of the database, not one of this process, may undo the last moments before it. */
        LATER("off");

        private final String setting;

        Flush(String setting) {
            this.setting = setting;
        }
    }

    /**
     * Calls a function of the database in a transaction of its own, in one message; a statement in {@link #inTenant} takes
     * four. The function enters the tenant with {@code perform enter_tenant($1, $2)} before it touches a row: its first
     * parameters are the tenant and the flush.
     *
     * @param function a name in the code, never of a request
     * @return the first row, if there is one
     * @throws DependencyUnavailableException if the database is unreachable, too slow or refuses for its own reasons
     */
    public <T> Optional<T> call(
            TenantId tenant, Flush flush, String function, Function<Row, T> map, @Nullable Object... params) {
        requireWorkerThread();
        var all = new ArrayList<@Nullable Object>(List.of(tenant, flush.setting));
        Collections.addAll(all, params);
        String places =
                IntStream.rangeClosed(1, all.size()).mapToObj(i -> "$" + i).collect(Collectors.joining(", "));
        var called = pool.preparedQuery("select * from " + function + "(" + places + ")")
                .execute(Params.tuple(all.toArray()));
        var rows = Await.result(called, timeout.plus(Tx.GRACE)).iterator();
        return rows.hasNext() ? Optional.of(map.apply(rows.next())) : Optional.empty();
    }

    private static void requireWorkerThread() {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("database work blocks; run it on a virtual or worker thread");
        }
    }

    private <T> T transact(String tenant, Function<Tx, T> work) {
        requireWorkerThread();
        for (int attempt = 0; ; attempt++) {
            try {
                return once(tenant, work);
            } catch (ContentionException e) {
                if (attempt == RETRIES) {
                    throw new DependencyUnavailableException("database (contention)", e);
                }
                LOG.debugf("transaction retried after %s", e.getMessage());
                pause(attempt);
            }
        }
    }

    private <T> T once(String tenant, Function<Tx, T> work) {
        var tx = Tx.begin(pool, tenant, timeout);
        T result;
        try {
            result = work.apply(tx);
        } catch (RuntimeException | Error e) {
            tx.rollback();
            throw e;
        }
        tx.commit();
        tx.runAfterCommit();
        return result;
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(5, 20L << attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailableException("database (interrupted)", e);
        }
    }
}
