package dev.capsule.client.http;

import dev.capsule.protocol.id.ProtocolVersion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends calls and turns what comes back into a {@link Reply} or an exception. Blocks; meant for virtual threads. Every
 * body, both ways, is bounded and in memory: bulk data travels in chunks and ranges.
 */
public final class Transport implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** A server may ask for more patience than this; we ask again earlier. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(30);

    static {
        // The tenant is the Host header, which the JDK's client only lets be set with this property. It is read once,
        // when the client's classes load; a program that uses java.net.http before this class must set it itself.
        if (System.getProperty("jdk.httpclient.allowRestrictedHeaders") == null) {
            System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        }
    }

    private final Endpoint endpoint;
    private final RetryPolicy retry;
    private final HttpClient client;

    public Transport(Endpoint endpoint, RetryPolicy retry) {
        this.endpoint = endpoint;
        this.retry = retry;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * @throws ServerRefusalException for a 4xx or 500 answer
     * @throws ServerUnreachableException if no usable answer came within the patience of the policy
     */
    public Reply send(Call call) {
        Instant giveUp = Instant.MAX;
        boolean renewed = false;
        for (int failures = 1; ; failures++) {
            var bearer = call.bearer();
            String token = bearer == null ? "" : bearer.token();
            Duration pause = retry.pause(failures);
            ServerUnreachableException failure;
            try {
                var answer = exchange(call, token);
                int status = answer.statusCode();
                if (status >= 200 && status < 300) {
                    return new Reply(status, answer.headers(), answer.body());
                }
                if (status == 401 && bearer != null && !renewed && bearer.refused(token)) {
                    renewed = true;
                    continue;
                }
                if (!isTransient(status)) {
                    throw refusal(answer);
                }
                pause = retryAfter(answer, pause);
                failure = new ServerUnreachableException(endpoint.server(), status);
            } catch (IOException e) {
                failure = new ServerUnreachableException(endpoint.server(), e);
            }
            var now = Instant.now();
            giveUp = giveUp.equals(Instant.MAX) ? now.plus(retry.patience()) : giveUp;
            if (!call.isPatient() || now.plus(pause).isAfter(giveUp)) {
                throw failure;
            }
            sleep(pause);
        }
    }

    /**
     * The client's own timeout ends with the head of an answer, so the exchange runs in a thread that can be given up. Not
     * {@code sendAsync}: that completes in the common pool, and a program that keeps the pool busy would wait for ever.
     */
    private HttpResponse<byte[]> exchange(Call call, String token) throws IOException {
        var request = request(call, token);
        var answer = BodyHandlers.limiting(BodyHandlers.ofByteArray(), call.maxAnswer());
        var exchange = new FutureTask<>(() -> client.send(request, answer));
        Thread.ofVirtual().name("capsule-http").start(exchange);
        try {
            return exchange.get(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new IOException("no answer within " + call.timeout(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException("the request failed in this client", e.getCause());
        } catch (InterruptedException e) {
            exchange.cancel(true);
            throw interrupted();
        }
    }

    private HttpRequest request(Call call, String token) {
        byte[] body = call.body();
        var builder = HttpRequest.newBuilder(endpoint.resolve(call.target()))
                .method(call.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .header("Capsule-Protocol", ProtocolVersion.CURRENT.date());
        try {
            builder.setHeader("Host", endpoint.tenant().host());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Start Java with -Djdk.httpclient.allowRestrictedHeaders=host: the tenant is named by that header",
                    e);
        }
        call.headers().forEach(builder::setHeader);
        if (!token.isEmpty()) {
            builder.setHeader("Authorization", "Bearer " + token);
        }
        return builder.build();
    }

    private static boolean isTransient(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private static Duration retryAfter(HttpResponse<?> answer, Duration otherwise) {
        try {
            long seconds = answer.headers().firstValueAsLong("Retry-After").orElse(-1);
            if (seconds < 0) {
                return otherwise;
            }
            var asked = Duration.ofSeconds(Math.min(seconds, LONGEST_RETRY_AFTER.toSeconds()));
            return asked.compareTo(otherwise) > 0 ? asked : otherwise;
        } catch (NumberFormatException e) {
            // The header may also be a date (RFC 9110 section 10.2.3); our own pause is as good.
            return otherwise;
        }
    }

    private static ServerRefusalException refusal(HttpResponse<byte[]> answer) {
        return ServerRefusalException.of(
                answer.statusCode(), answer.body(), answer.headers().firstValue("Upload-Offset"));
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for the server");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
