package dev.capsule.bench.ingest;

import dev.capsule.backing.process.Await;
import dev.capsule.backing.process.Child;
import dev.capsule.backing.process.Command;
import dev.capsule.backing.process.Ports;
import dev.capsule.bench.process.ProcessMeter;
import dev.capsule.bench.process.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** npm's {@code @tus/server} with its file store, and a finish hook that hashes the file; no flush, no chunk hash. */
final class TusServerPeer implements Peer {
    private static final List<String> SOURCES = List.of("package.json", "package-lock.json", "server.mjs");
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_GRACE = Duration.ofSeconds(2);
    private static final long INSTALL_MINUTES = 5;

    private final URI server;
    private final Path files;
    private final Child child;

    private TusServerPeer(Path program, Path directory) {
        int port = Ports.free();
        server = URI.create("http://127.0.0.1:" + port);
        files = directory.resolve("files");
        child = Child.start(new Command(
                "@tus/server",
                List.of("node", program.toString(), Integer.toString(port), files.toString()),
                Map.of("NODE_ENV", "production"),
                directory.resolve("tus-server.log"),
                Command.StopSignal.TERM));
        Await.ready(child, START_LIMIT, () -> !Ports.isFree(port));
    }

    /**
     * Installs it with npm where that has not been done, and starts it.
     *
     * @param installation directory that keeps the packages
     * @return nothing where npm is missing or has failed; {@code log} then says why
     */
    static Optional<TusServerPeer> start(Path installation, Path directory, Path log) throws IOException {
        Files.createDirectories(installation);
        for (var name : SOURCES) {
            try (var in = Objects.requireNonNull(TusServerPeer.class.getResourceAsStream(name), name)) {
                Files.copy(in, installation.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return install(installation, log)
                ? Optional.of(new TusServerPeer(installation.resolve("server.mjs"), directory))
                : Optional.empty();
    }

    private static boolean install(Path installation, Path log) throws IOException {
        if (Files.isDirectory(installation.resolve("node_modules/@tus/server"))) {
            return true;
        }
        try {
            var npm = new ProcessBuilder("npm", "ci", "--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts")
                    .directory(installation.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                npm.destroyForcibly();
                return false;
            }
            return npm.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException e) {
            Files.writeString(log, "npm can't be run: " + e.getMessage());
            return false;
        }
    }

    @Override
    public String name() {
        return "@tus/server";
    }

    @Override
    public ProcessMeter meter() {
        return new ProcessMeter(child.pid());
    }

    @Override
    public double helperCpuSeconds() {
        return 0;
    }

    @Override
    public List<Upload> prepare(Scenario scenario, Contents contents) {
        try (var client = HttpClient.newHttpClient()) {
            return IntStream.range(0, scenario.files())
                    .mapToObj(i -> create(client, contents.next()))
                    .toList();
        }
    }

    private Upload create(HttpClient client, Contents.Content content) {
        var request = HttpRequest.newBuilder(server.resolve("/files"))
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", Integer.toString(content.size()))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            var location = answer.headers().firstValue("Location").map(URI::create);
            if (answer.statusCode() != 201 || location.isEmpty()) {
                throw new IllegalStateException("@tus/server: " + answer.statusCode() + " " + answer.body());
            }
            return new Upload(location.get().getPath(), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public Wire connect() throws IOException {
        return new HttpWire(server, server.getAuthority(), "");
    }

    @Override
    public void clear() {
        Trees.empty(files);
    }

    @Override
    public void close() {
        child.stop(STOP_GRACE);
    }
}
