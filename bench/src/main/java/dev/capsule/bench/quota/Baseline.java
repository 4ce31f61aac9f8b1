package dev.capsule.bench.quota;

import dev.capsule.backing.postgres.PostgresAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The bare equivalent of a reservation: one conditional UPDATE of one row in a transaction of its own, prepared, by as
 * many connections. {@code pgbench} does it where it is installed; where it is not, a loop over JDBC does the same.
 */
final class Baseline {
    private static final String DATABASE = "bench_baseline";
    private static final String UPDATE =
            "update row set reserved = reserved + 1 where id = %s and used + reserved + 1 <= hard";

    private final PostgresAdmin server;
    private final Optional<Path> pgbench;
    private final Path directory;
    private final int connections;

    Baseline(PostgresAdmin server, Path directory, int connections) {
        this.server = server;
        this.directory = directory;
        this.connections = connections;
        this.pgbench = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .filter(entry -> !entry.isBlank())
                .map(entry -> Path.of(entry, "pgbench"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What measures it. */
    String name() {
        return pgbench.isPresent() ? "pgbench" : "JDBC loop (no pgbench on the PATH)";
    }

    void prepare(int rows) throws SQLException {
        try (var c = server.connect("postgres");
                var statement = c.createStatement()) {
            statement.execute("create database " + DATABASE);
        }
        try (var c = server.connect(DATABASE);
                var statement = c.createStatement()) {
            statement.execute("create table row (id int primary key, used bigint not null, reserved bigint not null,"
                    + " hard bigint not null) with (fillfactor = 50)");
            statement.execute(
                    "insert into row select i, 0, 0, 1::bigint << 50 from generate_series(1, " + rows + ") i");
            statement.execute("vacuum analyze row");
        }
    }

    /** @param rows how many rows the updates spread over */
    Rate measure(int rows, Duration warmUp, Duration measured)
            throws IOException, InterruptedException, ExecutionException {
        return pgbench.isPresent()
                ? byPgbench(pgbench.get(), rows, warmUp, measured)
                : Load.measure(connections, warmUp, measured, () -> jdbc(rows));
    }

    private Rate byPgbench(Path program, int rows, Duration warmUp, Duration measured)
            throws IOException, InterruptedException {
        var script = directory.resolve("update-" + rows + ".sql");
        Files.writeString(script, "\\set id random(1, " + rows + ")\n" + UPDATE.formatted(":id") + ";\n");
        run(program, script, warmUp, List.of());
        var log = directory.resolve("pgbench");
        run(program, script, measured, List.of("--log", "--log-prefix=" + log));
        long[] nanos;
        try (var files = Files.list(directory)) {
            var logs = files.filter(file -> file.getFileName().toString().startsWith("pgbench."))
                    .toList();
            nanos = logs.stream().flatMapToLong(Baseline::latencies).toArray();
            for (var file : logs) {
                Files.delete(file);
            }
        }
        return Rate.of(nanos, measured.toNanos() / 1e9);
    }

    /** Third column of each line: microseconds. */
    private static java.util.stream.LongStream latencies(Path log) {
        try {
            return Files.readAllLines(log).stream().mapToLong(line -> Long.parseLong(line.split(" ", 4)[2]) * 1000);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void run(Path program, Path script, Duration time, List<String> more)
            throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of(
                program.toString(),
                "-n",
                "-M",
                "prepared",
                "-c",
                Integer.toString(connections),
                "-j",
                Integer.toString(Math.min(connections, Runtime.getRuntime().availableProcessors())),
                "-T",
                Long.toString(time.toSeconds()),
                "-f",
                script.toString()));
        command.addAll(more);
        command.addAll(
                List.of("-h", server.host(), "-p", Integer.toString(server.port()), "-U", server.user(), DATABASE));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", server.password());
        builder.environment().put("PGOPTIONS", "");
        var process = builder.redirectOutput(directory.resolve("pgbench-output").toFile())
                .start();
        if (!process.waitFor(time.toSeconds() + 60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("pgbench failed: " + Files.readString(directory.resolve("pgbench-output")));
        }
    }

    private Load.Caller jdbc(int rows) throws SQLException {
        var connection = server.connect(DATABASE);
        PreparedStatement update = connection.prepareStatement(UPDATE.formatted("?"));
        return new Load.Caller() {
            @Override
            public void call() throws SQLException {
                update.setInt(1, ThreadLocalRandom.current().nextInt(rows) + 1);
                if (update.executeUpdate() != 1) {
                    throw new SQLException("a row was not updated");
                }
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }
}
