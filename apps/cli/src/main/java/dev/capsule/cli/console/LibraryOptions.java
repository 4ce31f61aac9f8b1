package dev.capsule.cli.console;

import dev.capsule.client.CapsuleClient;
import dev.capsule.client.ClientConfig;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.Endpoint;
import dev.capsule.client.library.Library;
import dev.capsule.client.library.LibraryConfig;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.TenantId;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options all commands share: which library, which server, which passphrase. */
public final class LibraryOptions {
    private static final String DEFAULT_SERVER = "http://127.0.0.1:8080";
    private static final String DEFAULT_TENANT = "home.localhost";

    @Option(
            names = "--library",
            paramLabel = "DIR",
            description = "Folder of the library. Default: $CAPSULE_LIBRARY, else ~/Capsule.")
    private @Nullable Path library;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Address of the server. Default: the one this library knows, else $CAPSULE_SERVER, else "
                    + DEFAULT_SERVER + ".")
    private @Nullable URI server;

    @Option(
            names = "--tenant",
            paramLabel = "HOST",
            description = "Home server of the account, sent as the Host header. Default: the one this library knows,"
                    + " else $CAPSULE_TENANT, else the host of --server, else " + DEFAULT_TENANT + ".")
    private @Nullable String tenant;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "File whose first line is the passphrase. Default: $CAPSULE_PASSPHRASE_FILE, else"
                    + " $CAPSULE_PASSPHRASE, else a prompt.")
    private @Nullable Path passphraseFile;

    public Path root() {
        return library != null
                ? library
                : environment("CAPSULE_LIBRARY").map(Path::of).orElseGet(LibraryOptions::home);
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"), "Capsule");
    }

    public ClientConfig config() {
        return ClientConfig.of(root(), endpoint());
    }

    private Endpoint endpoint() {
        var known = LibraryConfig.load(root());
        var address = server != null
                ? server
                : known.map(Endpoint::server)
                        .or(() -> environment("CAPSULE_SERVER").map(LibraryOptions::uri))
                        .orElse(URI.create(DEFAULT_SERVER));
        var host = Optional.ofNullable(tenant)
                .or(() -> known.map(e -> e.tenant().host()))
                .or(() -> environment("CAPSULE_TENANT"))
                .or(() -> Optional.ofNullable(address.getHost()).filter(h -> !h.matches("[0-9.]+|\\[.*|localhost")))
                .orElse(DEFAULT_TENANT);
        try {
            return new Endpoint(address, new TenantId(host.toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new ClientException("TENANT_INVALID", "The tenant '" + host + "' is not a host name.", e);
        }
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new ClientException("SERVER_INVALID", "'" + text + "' is not an address.", e);
        }
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    /** The passphrase of existing keys. */
    public Secret passphrase() {
        return Passphrases.existing(Optional.ofNullable(passphraseFile));
    }

    /** A passphrase for new keys. */
    public Secret newPassphrase() {
        return Passphrases.chosen(Optional.ofNullable(passphraseFile));
    }

    /** The unlocked client. */
    public CapsuleClient open() {
        requireLibrary();
        return CapsuleClient.open(config(), passphrase());
    }

    /** The library alone: needs no passphrase and no server. */
    public Library openLibrary() {
        requireLibrary();
        return Library.open(root(), Clock.systemUTC());
    }

    /** A mistyped folder must not become an empty library. */
    private void requireLibrary() {
        if (!Files.isDirectory(root().resolve(".library"))) {
            throw new ClientException(
                    "NO_LIBRARY",
                    "There is no library at " + root() + "; run 'account create' or 'account login', or name another"
                            + " one with --library.");
        }
    }
}
