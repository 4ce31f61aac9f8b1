package dev.capsule.e2e.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.capsule.e2e.suite.Suite;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Requests as any program would send them: nothing of the reference client is used. */
public final class Http {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An answer; the body is kept as bytes. */
    public record Answer(int status, java.net.http.HttpHeaders headers, Bytes body) {
        public JsonNode json() {
            try {
                return JSON.readTree(body.toArray());
            } catch (IOException e) {
                throw new AssertionError(
                        "not JSON: " + new String(body.toArray(), java.nio.charset.StandardCharsets.UTF_8), e);
            }
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** Status and reason code, as a test compares them. */
        public String refusal() {
            return status + " " + (body.length() == 0 ? "" : json().path("code").asText());
        }
    }

    private Http() {}

    static Answer send(String method, String path, TenantId tenant, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(Suite.gateway().resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Host", tenant.host())
                .header("Capsule-Protocol", "2026-05-31")
                .header("Capsule-Crypto-Suite", "1")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        var response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.headers(), Bytes.of(response.body()));
    }
}
