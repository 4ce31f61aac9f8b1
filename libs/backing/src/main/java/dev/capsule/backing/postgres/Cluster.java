package dev.capsule.backing.postgres;

import dev.capsule.backing.BackingException;
import dev.capsule.backing.process.LogTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The data directory of one server. */
record Cluster(Path directory) {
    private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(30);

    boolean exists() {
        return Files.isRegularFile(directory.resolve("PG_VERSION"));
    }

    /** Runs {@code initdb}: password authentication everywhere, UTF-8, code-point order. */
    void create(Path binaries, String password, Path log) throws IOException, InterruptedException {
        Unprivileged.choose().createDataDirectory(directory.toAbsolutePath());
        var secret = Files.createTempFile(
                directory.toAbsolutePath().getParent(),
                "initdb-",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(secret, password, StandardOpenOption.TRUNCATE_EXISTING);
            Files.createDirectories(log.toAbsolutePath().getParent());
            var process = new ProcessBuilder(Unprivileged.choose()
                            .command(List.of(
                                    binaries.resolve("bin/initdb").toString(),
                                    "--pgdata=" + directory,
                                    "--username=" + Postgres.SUPERUSER,
                                    "--pwfile=" + secret,
                                    "--auth=scram-sha-256",
                                    "--encoding=UTF8",
                                    "--locale=C",
                                    "--locale-provider=builtin",
                                    "--builtin-locale=C.UTF-8",
                                    "--no-sync",
                                    "--no-instructions")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process.getOutputStream().close();
            if (process.waitFor() != 0) {
                throw new BackingException("PostgreSQL could not create " + directory + ":\n" + LogTail.of(log, 10));
            }
        } finally {
            Files.delete(secret);
        }
    }

    /** Stops a server that an earlier, killed parent left running on this directory. */
    void stopLeftover() {
        leftover().ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(LEFTOVER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Optional<ProcessHandle> leftover() {
        try {
            long pid = Long.parseLong(Files.readAllLines(directory.resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
            return ProcessHandle.of(pid)
                    .filter(p ->
                            p.info().command().map(c -> c.endsWith("/postgres")).orElse(false));
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }
}
