package dev.capsule.service.db;

import dev.capsule.service.problem.DependencyUnavailableException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One open transaction. SQL has {@code $1} parameters; {@link Params} says which Java types they take. A statement that
 * fails dooms the transaction, even when the caller swallows the exception. Not for use by several threads.
 */
public final class Tx {
    private static final Logger LOG = Logger.getLogger(Tx.class);

    /** The server ends a slow statement first; only when it does not, waiting ends. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private final SqlConnection connection;
    private final Duration timeout;
    private final List<Runnable> afterCommit = new ArrayList<>();
    /** What was sent and is not known to have succeeded: the beginning, and statements nobody waits for. */
    private @Nullable Future<?> ahead;

    private @Nullable Future<RowSet<Row>> committing;
    private @Nullable RuntimeException failure;

    private Tx(SqlConnection connection, Duration timeout, Future<?> ahead) {
        this.connection = connection;
        this.timeout = timeout;
        this.ahead = ahead;
    }

    /** BEGIN and the tenant go out at once, ahead of the first statement: no round trip of their own. */
    static Tx begin(Pool pool, String tenant, Duration timeout) {
        var connection = connection(pool.getConnection(), timeout);
        var begin = connection.query("begin").execute();
        var settings = connection
                .preparedQuery(
                        "select set_config('capsule.tenant', $1, true), set_config('statement_timeout', $2, true)")
                .execute(Tuple.of(tenant, Long.toString(timeout.toMillis())));
        return new Tx(connection, timeout.plus(GRACE), Future.all(begin, settings));
    }

    /** A connection that comes when nobody waits any more goes straight back to the pool. */
    private static SqlConnection connection(Future<SqlConnection> coming, Duration timeout) {
        try {
            return Await.result(coming, timeout);
        } catch (DependencyUnavailableException e) {
            var unused = coming.onSuccess(SqlConnection::close);
            throw e;
        }
    }

    public <T> List<T> list(String sql, Function<Row, T> map, @Nullable Object... params) {
        var rows = run(connection.preparedQuery(sql).execute(Params.tuple(params)));
        var result = new ArrayList<T>(rows.size());
        for (Row row : rows) {
            result.add(map.apply(row));
        }
        return result;
    }

    /** The first row, if there is one. */
    public <T> Optional<T> one(String sql, Function<Row, T> map, @Nullable Object... params) {
        var rows = run(connection.preparedQuery(sql).execute(Params.tuple(params)));
        var iterator = rows.iterator();
        return iterator.hasNext() ? Optional.of(map.apply(iterator.next())) : Optional.empty();
    }

    /** @return the number of rows affected */
    public int update(String sql, @Nullable Object... params) {
        return run(connection.preparedQuery(sql).execute(Params.tuple(params))).rowCount();
    }

    /**
     * Goes out ahead of the next statement and shares its round trip. When it fails, so does that one, or the commit, with
     * this one's failure. What it locks is held only once a later statement has returned.
     */
    public void send(String sql, @Nullable Object... params) {
        var sent = connection.preparedQuery(sql).execute(Params.tuple(params));
        ahead = ahead == null ? sent : ahead.compose(done -> sent);
    }

    /**
     * The last statement of a transaction: COMMIT goes out right behind it, without a round trip of its own. Nothing may
     * follow, and nothing that is returned counts before {@link Db#inTenant} has returned.
     *
     * @return the number of rows affected
     */
    public int updateLast(String sql, @Nullable Object... params) {
        var statement = connection.preparedQuery(sql).execute(Params.tuple(params));
        // of a transaction whose last statement fails, COMMIT is a rollback
        committing = connection.query("commit").execute();
        return run(statement).rowCount();
    }

    /** The same statement for each row of parameters, in order, in one round trip. */
    public void batch(String sql, List<@Nullable Object[]> rows) {
        if (!rows.isEmpty()) {
            run(connection
                    .preparedQuery(sql)
                    .executeBatch(rows.stream().map(Params::tuple).toList()));
        }
    }

    /** Runs once the commit is acknowledged; for waking someone up, never for effects that matter. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void runAfterCommit() {
        afterCommit.forEach(Runnable::run);
    }

    void commit() {
        if (failure != null) {
            rollback();
            throw failure;
        }
        try {
            var commit =
                    committing != null ? committing : connection.query("commit").execute();
            Await.result(afterAhead(commit), timeout);
        } finally {
            close();
        }
    }

    /** Not awaited: the connection goes back to the pool when the server has answered. */
    void rollback() {
        var unused = connection
                .query("rollback")
                .execute()
                .onFailure(e -> LOG.debugf("rollback: %s", e.getMessage()))
                .onComplete(done -> close());
    }

    private void close() {
        var unused = connection.close().onFailure(e -> LOG.debugf("closing a connection: %s", e.getMessage()));
    }

    private RowSet<Row> run(Future<RowSet<Row>> statement) {
        try {
            var rows = Await.result(afterAhead(statement), timeout);
            ahead = null;
            return rows;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    /** Of a transaction in which something failed, every later statement fails too: the first failure is the cause. */
    private <T> Future<T> afterAhead(Future<T> statement) {
        return ahead == null ? statement : ahead.compose(done -> statement);
    }
}
