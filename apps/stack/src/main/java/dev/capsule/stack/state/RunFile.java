package dev.capsule.stack.state;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code state.json}: what runs where, for people, scripts and the next start. */
public final class RunFile {
    private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(25);

    private final Path file;

    private RunFile(Path file) {
        this.file = file;
    }

    public static RunFile in(StateDirectory state) {
        return new RunFile(state.path("state.json"));
    }

    /** Replaces it whole. */
    public void write(String gateway, List<RunningPart> parts) {
        var array = new JsonArray();
        for (var part : parts) {
            array.add(new JsonObject()
                    .put("name", part.name())
                    .put("pid", part.pid())
                    .put("started", startOf(part.pid()).orElse(0L))
                    .put("address", part.address())
                    .put("log", part.log().toString()));
        }
        var json = new JsonObject()
                .put("gateway", gateway)
                .put("pid", ProcessHandle.current().pid())
                .put("parts", array);
        try {
            AtomicFile.write(file, json.encodePrettily() + "\n");
        } catch (IOException e) {
            throw new StateException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Removes it: nothing runs any more. */
    public void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StateException("cannot remove " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Waits for the processes of a stack that was killed: they end by themselves, but not at once; what has
     * not ended after 25 s is killed. The start time tells them from other programs with the same process id.
     */
    public void awaitLeftovers() {
        for (var process : leftovers()) {
            try {
                process.onExit().get(LEFTOVER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                process.destroyForcibly();
                process.onExit().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StateException("interrupted while waiting for an earlier stack to end", e);
            }
        }
        clear();
    }

    private List<ProcessHandle> leftovers() {
        if (Files.notExists(file)) {
            return List.of();
        }
        try {
            return new JsonObject(Files.readString(file))
                    .getJsonArray("parts", new JsonArray()).stream()
                            .map(JsonObject.class::cast)
                            .filter(part -> startOf(part.getLong("pid")).equals(Optional.of(part.getLong("started"))))
                            .flatMap(part -> ProcessHandle.of(part.getLong("pid")).stream())
                            .toList();
        } catch (IOException | DecodeException | ClassCastException e) {
            throw new StateException(
                    file + " cannot be read (" + e.getMessage()
                            + "): make sure that no capsule runs on this directory, remove the file, and start again",
                    e);
        }
    }

    private static Optional<Long> startOf(long pid) {
        return ProcessHandle.of(pid).flatMap(p -> p.info().startInstant()).map(Instant::toEpochMilli);
    }
}
