package dev.capsule.backing.postgres;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import java.util.ServiceLoader;

/** Where a PostgreSQL server is and how its superuser logs in. */
public record PostgresAdmin(String host, int port, String user, String password) {
    private static final String CONNECT_SECONDS = "5";

    /** JDBC URL of a database of this server. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** URL for the reactive PostgreSQL client. */
    public String reactiveUrl(String database) {
        return "postgresql://" + host + ":" + port + "/" + database;
    }

    /** A new superuser connection; the caller closes it. */
    public Connection connect(String database) throws SQLException {
        return connect(database, user, password);
    }

    /** A new connection as any role; the caller closes it. */
    public Connection connect(String database, String role, String rolePassword) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", rolePassword);
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        return driver().connect(jdbcUrl(database), properties);
    }

    /** Not through DriverManager, which hides drivers from callers in other class loaders (Quarkus tests). */
    private Driver driver() throws SQLException {
        for (var driver : ServiceLoader.load(Driver.class, PostgresAdmin.class.getClassLoader())) {
            if (driver.acceptsURL(jdbcUrl(user))) {
                return driver;
            }
        }
        throw new SQLException("the PostgreSQL driver is not on the class path");
    }

    @Override
    public String toString() {
        return "PostgresAdmin[" + user + "@" + host + ":" + port + "]";
    }
}
