package dev.capsule.backing.postgres;

import java.nio.file.Path;

/**
 * How to run a PostgreSQL server.
 *
 * @param dataDirectory the cluster; created when it is not there, kept when the server stops
 * @param port loopback port, 0 for a free one
 * @param password of the superuser {@code postgres}; must be the one the cluster was created with
 * @param durable false turns fsync off, for throw-away data
 * @param log file for the server's output
 */
public record PostgresOptions(Path dataDirectory, int port, String password, boolean durable, Path log) {
    @Override
    public String toString() {
        return "PostgresOptions[" + dataDirectory + ", port " + port + "]";
    }
}
