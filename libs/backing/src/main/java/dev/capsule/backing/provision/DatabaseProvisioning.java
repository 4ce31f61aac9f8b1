package dev.capsule.backing.provision;

import dev.capsule.backing.BackingException;
import dev.capsule.backing.postgres.PostgresAdmin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/** Creates databases and roles; doing it again changes nothing but the passwords. */
public final class DatabaseProvisioning {
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9]{0,30}");
    private static final String RESTRICTED =
            "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L";

    private DatabaseProvisioning() {}

    /**
     * Database {@code capsule_<service>}, owner {@code capsule_<service>_owner}, role {@code
     * capsule_<service>} with CONNECT and USAGE on schema public and nothing else.
     */
    public static ServiceDatabase provision(
            PostgresAdmin admin, String service, String ownerPassword, String password) {
        if (!SERVICE.matcher(service).matches()) {
            throw new IllegalArgumentException("not a service name: " + service);
        }
        var database = "capsule_" + service;
        var owner = database + "_owner";
        try {
            try (var c = admin.connect("postgres")) {
                role(c, owner, ownerPassword);
                role(c, database, password);
                if (!exists(c, "SELECT 1 FROM pg_database WHERE datname = ?", database)) {
                    execute(c, "CREATE DATABASE %I OWNER %I", database, owner);
                }
                execute(c, "REVOKE ALL ON DATABASE %I FROM PUBLIC", database);
                execute(c, "GRANT CONNECT ON DATABASE %I TO %I", database, database);
            }
            try (var c = admin.connect(database)) {
                execute(c, "ALTER SCHEMA public OWNER TO %I", owner);
                execute(c, "REVOKE ALL ON SCHEMA public FROM PUBLIC");
                execute(c, "GRANT USAGE ON SCHEMA public TO %I", database);
            }
        } catch (SQLException e) {
            throw new BackingException("cannot provision the database of " + service + ": " + e.getMessage(), e);
        }
        return new ServiceDatabase(
                service,
                admin.jdbcUrl(database),
                admin.reactiveUrl(database),
                owner,
                ownerPassword,
                database,
                password);
    }

    private static void role(Connection c, String role, String password) throws SQLException {
        boolean there = exists(c, "SELECT 1 FROM pg_roles WHERE rolname = ?", role);
        execute(c, (there ? "ALTER" : "CREATE") + " ROLE %I " + RESTRICTED, role, password);
    }

    private static boolean exists(Connection c, String query, String name) throws SQLException {
        try (var statement = c.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** DDL takes no parameters: the server itself quotes the values ({@code format} with %I and %L). */
    private static void execute(Connection c, String template, String... values) throws SQLException {
        var marks = String.join("", List.of(values).stream().map(v -> ", ?").toList());
        String ddl;
        try (var quote = c.prepareStatement("SELECT format(?" + marks + ")")) {
            quote.setString(1, template);
            for (int i = 0; i < values.length; i++) {
                quote.setString(i + 2, values[i]);
            }
            try (var rows = quote.executeQuery()) {
                rows.next();
                ddl = rows.getString(1);
            }
        }
        try (var statement = c.createStatement()) {
            statement.execute(ddl);
        }
    }
}
