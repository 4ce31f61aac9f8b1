package dev.capsule.ingest.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.eclipse.microprofile.config.ConfigProvider;

/** The administrator's way into the database of the test, past row-level security. */
public final class Database {
    private Database() {}

    /** A connection of its own, for a test that holds locks. The caller closes it. */
    public static Connection open() {
        var config = ConfigProvider.getConfig();
        try {
            return DriverManager.getConnection(
                    config.getValue("capsule.test.admin.jdbc-url", String.class),
                    config.getValue("capsule.test.admin.username", String.class),
                    config.getValue("capsule.test.admin.password", String.class));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The single number a query gives; {@code ?} parameters. */
    public static long count(String sql, Object... params) {
        try (var connection = open();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < params.length; i++) {
                statement.setObject(i + 1, params[i]);
            }
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    public static void run(String sql, Object... params) {
        try (var connection = open()) {
            run(connection, sql, params);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** In the transaction of the connection, if it has one. */
    public static void run(Connection connection, String sql, Object... params) {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < params.length; i++) {
                statement.setObject(i + 1, params[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until another connection waits for a lock. */
    public static void awaitBlocked() {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (count("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") == 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("nobody waits for a lock");
            }
            Thread.onSpinWait();
        }
    }
}
