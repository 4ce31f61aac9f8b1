package dev.capsule.backing.postgres;

import dev.capsule.backing.BackingException;
import dev.capsule.backing.process.Await;
import dev.capsule.backing.process.Child;
import dev.capsule.backing.process.Command;
import dev.capsule.backing.process.Ports;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A running PostgreSQL server on 127.0.0.1 that can be killed and restarted on its data. */
public final class Postgres implements AutoCloseable {
    /** The administrator's role. */
    public static final String SUPERUSER = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(15);

    /**
     * Room for the indexes of a ledger of a million records, into which hashes fall at random, and for some minutes of
     * writing between two checkpoints: the first change of a page after each is logged with all of the page.
     */
    private static final Map<String, String> LASTING = Map.of("shared_buffers", "512MB", "max_wal_size", "2GB");

    private static final Map<String, String> THROW_AWAY = Map.of(
            "shared_buffers", "128MB",
            "max_wal_size", "512MB",
            "fsync", "off",
            "synchronous_commit", "off",
            "full_page_writes", "off");

    private final PostgresOptions options;
    private final PostgresAdmin admin;
    private Child child;

    private Postgres(PostgresOptions options, int port) {
        this.options = options;
        this.admin = new PostgresAdmin("127.0.0.1", port, SUPERUSER, options.password());
        this.child = launch();
    }

    /** Creates the cluster when there is none, starts the server and waits until it answers. */
    public static Postgres start(PostgresOptions options) {
        var cluster = new Cluster(options.dataDirectory().toAbsolutePath());
        try {
            if (!cluster.exists()) {
                cluster.create(Binaries.directory(), options.password(), options.log());
            }
        } catch (IOException e) {
            throw new BackingException("PostgreSQL cannot use " + cluster.directory() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackingException("interrupted while creating the PostgreSQL cluster", e);
        }
        cluster.stopLeftover();
        return new Postgres(options, options.port() == 0 ? Ports.free() : options.port());
    }

    public PostgresAdmin admin() {
        return admin;
    }

    public synchronized long pid() {
        return child.pid();
    }

    public synchronized boolean alive() {
        return child.alive();
    }

    /** SIGKILL to the server. */
    public synchronized void kill() {
        child.kill();
    }

    /** Starts it again on the same data and port; stops it first when it runs. */
    public synchronized void restart() {
        child.stop(STOP_GRACE);
        child = launch();
    }

    /** Stops the server; the data stays. */
    @Override
    public synchronized void close() {
        child.stop(STOP_GRACE);
    }

    private Child launch() {
        var server = new ArrayList<>(List.of(
                Binaries.directory().resolve("bin/postgres").toString(),
                "-D",
                options.dataDirectory().toAbsolutePath().toString(),
                "-p",
                Integer.toString(admin.port())));
        settings().forEach((name, value) -> server.addAll(List.of("-c", name + "=" + value)));
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            var started = Child.start(new Command(
                    "PostgreSQL",
                    Unprivileged.choose().command(server),
                    Map.of("LC_ALL", "C"),
                    options.log(),
                    Command.StopSignal.INT));
            try {
                Await.ready(started, START_LIMIT, this::answers);
                return started;
            } catch (BackingException e) {
                // after SIGKILL its workers may hold the shared memory for a moment: the server then refuses to start
                if (started.alive()
                        || System.nanoTime() > deadline
                        || !started.logTail(5).contains("pre-existing shared memory block")) {
                    started.kill();
                    throw e;
                }
            }
        }
    }

    private Map<String, String> settings() {
        var common = Map.of(
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "",
                "max_connections", "200",
                "logging_collector", "off",
                "log_min_messages", "warning",
                "timezone", "UTC");
        var all = new HashMap<>(common);
        all.putAll(options.durable() ? LASTING : THROW_AWAY);
        return Map.copyOf(all);
    }

    private boolean answers() {
        try (var connection = admin.connect("postgres")) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }
}
