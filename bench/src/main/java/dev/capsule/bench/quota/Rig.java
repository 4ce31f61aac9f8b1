package dev.capsule.bench.quota;

import dev.capsule.backing.postgres.PostgresAdmin;
import dev.capsule.bench.quota.Wire.Answer;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.stack.state.OperatorToken;
import dev.capsule.stack.state.Secrets;
import dev.capsule.stack.suite.ServiceSpec;
import dev.capsule.stack.suite.Stack;
import dev.capsule.stack.suite.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A durable PostgreSQL, Kafka, the quota service in a process of its own, and the gateway before it. */
final class Rig implements AutoCloseable {
    private static final byte[] NOTHING = new byte[0];

    private final Stack stack;
    private final Map<String, String> service;
    private final String operator;

    private Rig(Stack stack) throws IOException {
        this.stack = stack;
        service = Map.of(
                "Host", "quota",
                "Authorization", "Service " + Secrets.in(stack.state()).get("internal"),
                "Content-Type", "application/cbor");
        operator = "Bearer "
                + Files.readString(OperatorToken.in(stack.state()).file()).strip();
    }

    static Rig start(Path home, Path state, List<String> tenants) throws IOException {
        var quota = ServiceSpec.SUITE.stream()
                .filter(spec -> spec.name().equals("quota"))
                .toList();
        var options = StackOptions.throwAway(home, state)
                .withDurable(true)
                .withServices(quota)
                .withTenants(tenants)
                // limits as they are; no comparison of a million accounts in the middle of a round
                .withSettings(Map.of("capsule.quota.reconcile.delay", "1h"));
        return new Rig(Stack.start(options));
    }

    PostgresAdmin postgres() {
        return stack.postgresAdmin();
    }

    Path logs() {
        return stack.state().path("logs");
    }

    /** Reserves one byte for one user after another, each for a new upload. */
    Load.Caller reservations(TenantId tenant, List<UserId> users) throws IOException {
        var wire = new Wire(URI.create(stack.internalUrl("quota")));
        return new Load.Caller() {
            @Override
            public void call() throws IOException {
                var user = users.get(ThreadLocalRandom.current().nextInt(users.size()));
                var request = new ReservationRequest(
                        tenant,
                        user,
                        UploadId.generate(),
                        BlobRole.ORIGINAL,
                        1,
                        new Timestamp(Instant.now().plus(Duration.ofHours(24))));
                Answer answer = wire.send("POST", ReservationRequest.PATH, service, request.encode());
                if (answer.status() != 200) {
                    throw new IOException("a reservation was answered " + answer.status() + " " + answer.text());
                }
            }

            @Override
            public void close() throws IOException {
                wire.close();
            }
        };
    }

    /** An operator's connection through the gateway. */
    Operator operator() throws IOException {
        return new Operator(new Wire(URI.create(stack.gatewayUrl())), operator);
    }

    record Operator(Wire wire, String credential) implements AutoCloseable {
        Answer send(String method, String tenant, String path, String json) throws IOException {
            var headers = Map.of(
                    "Host",
                    tenant,
                    "Authorization",
                    credential,
                    "Capsule-Protocol",
                    "2026-05-31",
                    "Content-Type",
                    "application/json");
            byte[] body = json.isEmpty() ? NOTHING : json.getBytes(StandardCharsets.UTF_8);
            var answer = wire.send(method, path, headers, body);
            if (answer.status() / 100 != 2) {
                throw new IOException(method + " " + path + " was answered " + answer.status() + " " + answer.text());
            }
            return answer;
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    @Override
    public void close() {
        stack.close();
    }
}
