package dev.capsule.client.library;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.files.AtomicFile;
import dev.capsule.client.http.Endpoint;
import dev.capsule.protocol.id.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/** The home server of a library, in {@code .library/config}, so that commands need not repeat it. */
public final class LibraryConfig {
    private LibraryConfig() {}

    /** @throws ClientException CONFIG_DAMAGED */
    public static Optional<Endpoint> load(Path root) {
        var file = new LibraryPaths(root).config();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return Optional.of(new Endpoint(
                    URI.create(properties.getProperty("server", "")),
                    new TenantId(properties.getProperty("tenant", ""))));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        } catch (IllegalArgumentException e) {
            throw new ClientException(
                    "CONFIG_DAMAGED", "The file " + file + " does not name a server and a tenant.", e);
        }
    }

    public static void save(Path root, Endpoint endpoint) {
        var file = new LibraryPaths(root).config();
        String content =
                "server=" + endpoint.server() + "\ntenant=" + endpoint.tenant().host() + "\n";
        try {
            AtomicFile.write(file, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }
}
