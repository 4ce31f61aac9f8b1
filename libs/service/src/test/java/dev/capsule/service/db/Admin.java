package dev.capsule.service.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.eclipse.microprofile.config.ConfigProvider;

/** The administrator's way into the database of the test. */
public final class Admin {
    private Admin() {}

    public static void run(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public static Connection connect() throws SQLException {
        var config = ConfigProvider.getConfig();
        return DriverManager.getConnection(
                config.getValue("capsule.test.admin.jdbc-url", String.class),
                config.getValue("capsule.test.admin.username", String.class),
                config.getValue("capsule.test.admin.password", String.class));
    }
}
