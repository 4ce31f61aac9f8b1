package dev.capsule.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.cli.console.Output;
import dev.capsule.client.failure.ClientException;
import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.Endpoint;
import dev.capsule.client.http.RetryPolicy;
import dev.capsule.client.http.Transport;
import dev.capsule.protocol.id.TenantId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options all operator commands share: which server, which tenant, which token. */
public final class AdminOptions {
    private static final long MAX_TOKEN = 4096;
    private static final int MAX_ANSWER = 16 * 1024 * 1024;
    private static final RetryPolicy PATIENCE =
            new RetryPolicy(Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofSeconds(2));

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Address of the server. Default: $CAPSULE_SERVER, else http://127.0.0.1:8080.")
    private @Nullable String server;

    @Option(
            names = "--tenant",
            paramLabel = "HOST",
            description = "Tenant, sent as the Host header. Default: $CAPSULE_TENANT, else home.localhost.")
    private @Nullable String tenant;

    @Option(
            names = "--operator-token-file",
            paramLabel = "FILE",
            description = "File whose first line is the operator token; 'up' prints where it keeps its own. Default:"
                    + " $CAPSULE_OPERATOR_TOKEN_FILE, else .capsule/operator-token of the checkout.")
    private @Nullable Path tokenFile;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /** Whether the output is for a program. */
    public boolean json() {
        return json;
    }

    /** Sends it as the operator; the answer as an object, empty if it has no body. */
    public JsonNode send(Call call) {
        try (var transport = new Transport(endpoint(), PATIENCE)) {
            byte[] body = transport
                    .send(call.as(Bearer.fixed(token())).maxAnswer(MAX_ANSWER))
                    .body();
            return body.length == 0 ? Output.object() : Output.parse(body);
        }
    }

    private Endpoint endpoint() {
        try {
            var host = given(tenant, "CAPSULE_TENANT").orElse("home.localhost").toLowerCase(Locale.ROOT);
            var address = given(server, "CAPSULE_SERVER").orElse("http://127.0.0.1:8080");
            return new Endpoint(URI.create(address), new TenantId(host));
        } catch (IllegalArgumentException e) {
            throw new ClientException("SERVER_INVALID", "The server or the tenant is not well-formed.", e);
        }
    }

    private String token() {
        var file = Optional.ofNullable(tokenFile)
                .or(() -> environment("CAPSULE_OPERATOR_TOKEN_FILE").map(Path::of))
                .orElseGet(() -> Path.of(environment("CAPSULE_HOME").orElse(""), ".capsule", "operator-token"));
        try {
            if (Files.size(file) > MAX_TOKEN) {
                throw new ClientException("OPERATOR_TOKEN", "The file " + file + " is too long for a token.");
            }
            var token = Files.readString(file).lines().findFirst().orElse("").strip();
            if (token.isEmpty()) {
                throw new ClientException("OPERATOR_TOKEN", "The file " + file + " holds no operator token.");
            }
            return token;
        } catch (IOException e) {
            throw new ClientException(
                    "OPERATOR_TOKEN",
                    "The operator token can't be read from " + file + "; name its file with --operator-token-file.",
                    e);
        }
    }

    private static Optional<String> given(@Nullable String option, String variable) {
        return Optional.ofNullable(option).or(() -> environment(variable));
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
