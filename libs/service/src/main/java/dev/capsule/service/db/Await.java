package dev.capsule.service.db;

import dev.capsule.service.problem.DependencyUnavailableException;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for the database with a bound, and tells its own failures from those of a statement. */
final class Await {
    private Await() {}

    static <T extends @Nullable Object> T result(Future<T> future, Duration timeout) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw translate(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new DependencyUnavailableException("database (timeout)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailableException("database (interrupted)", e);
        }
    }

    /**
     * A statement's own defect (constraint, syntax, missing grant) comes out as the {@link PgException} it is; contention
     * as {@link ContentionException}; whatever else went wrong lies with the database or the way to it.
     */
    private static RuntimeException translate(Throwable failure) {
        if (!(failure instanceof PgException pg) || pg.getSqlState() == null) {
            return new DependencyUnavailableException("database", failure);
        }
        String state = pg.getSqlState();
        return switch (state) {
            case "40001", "40P01" -> new ContentionException(pg);
            // 55P03 lock not available, 57014 statement timeout, 25P03 idle-in-transaction timeout
            case "55P03", "57014", "25P03" -> new DependencyUnavailableException("database", pg);
            default -> isInfrastructure(state) ? new DependencyUnavailableException("database", pg) : pg;
        };
    }

    /** Connection (08), authentication (28), resources (53), operator (57), system (58) and internal (XX) classes. */
    private static boolean isInfrastructure(String state) {
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08", "28", "53", "57", "58", "XX" -> true;
            default -> false;
        };
    }
}
