package dev.capsule.ingest.harness;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.eclipse.microprofile.config.ConfigProvider;

/** The administrator's way into the database of the test, past row-level security. */
public final class Database {
    private Database() {}

    /** The single number a query gives; {@code ?} parameters. */
    public static long count(String sql, Object... params) {
        var config = ConfigProvider.getConfig();
        try (var connection = DriverManager.getConnection(
                        config.getValue("capsule.test.admin.jdbc-url", String.class),
                        config.getValue("capsule.test.admin.username", String.class),
                        config.getValue("capsule.test.admin.password", String.class));
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
        var config = ConfigProvider.getConfig();
        try (var connection = DriverManager.getConnection(
                        config.getValue("capsule.test.admin.jdbc-url", String.class),
                        config.getValue("capsule.test.admin.username", String.class),
                        config.getValue("capsule.test.admin.password", String.class));
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < params.length; i++) {
                statement.setObject(i + 1, params[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
