package dev.capsule.service.internal;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.problem.DependencyUnavailableException;
import dev.capsule.service.problem.Problems;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Calls other services on their internal port: bounded connections, a bounded queue before them, a deadline. */
@ApplicationScoped
public class InternalClient {
    private static final int CONNECTIONS_PER_SERVICE = 32;
    private static final int WAITING_PER_SERVICE = 256;
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    /** Below the server's idle timeout, so that a kept connection is never one the server has just closed. */
    private static final int KEEP_ALIVE_SECONDS = 15;

    /** Refusals of the call itself, by a service that is configured otherwise: nothing the user did. */
    private static final Set<ReasonCode> OUR_FAULT = Set.of(ReasonCode.AUTH_REQUIRED, ReasonCode.METHOD_NOT_ALLOWED);

    private final VertxInternal vertx;
    private final HttpClient client;
    private final Config config;
    private final ServiceCredential credential;
    private final Duration timeout;
    private final long maxReply;

    InternalClient(
            Vertx vertx,
            Config config,
            ServiceCredential credential,
            @ConfigProperty(name = "capsule.internal.timeout") Duration timeout,
            @ConfigProperty(name = "capsule.internal.max-body-size") long maxReply) {
        this.vertx = (VertxInternal) vertx;
        this.config = config;
        this.credential = credential;
        this.timeout = timeout;
        this.maxReply = maxReply;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(CONNECTIONS_PER_SERVICE)
                .setMaxWaitQueueSize(WAITING_PER_SERVICE)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false));
    }

    @PreDestroy
    void close() {
        var unused = client.close();
    }

    /**
     * Posts CBOR and waits for the CBOR answer; call it on a virtual or worker thread. The target is named by {@code
     * capsule.<service>.internal-url}.
     *
     * @param path for example {@code /internal/admission}
     * @throws RefusalException when the other service refused: its 4xx problem with code, detail and members
     * @throws DependencyUnavailableException when it is unreachable, too slow, failing, or answers anything else
     */
    public byte[] call(String service, String path, byte[] body) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("an internal call blocks; make it on a virtual or worker thread");
        }
        var reply = await(service, send(service, path, body));
        if (reply.status() >= 200 && reply.status() <= 299) {
            return reply.body().getBytes();
        }
        if (reply.status() >= 400 && reply.status() <= 499) {
            Problems.parse(reply.body().getBytes())
                    .filter(refusal -> !OUR_FAULT.contains(refusal.code()))
                    .ifPresent(refusal -> {
                        throw refusal.asException();
                    });
        }
        throw new DependencyUnavailableException(service + " (status " + reply.status() + ")");
    }

    private record Reply(int status, Buffer body) {}

    /** On one event-loop context from end to end: hopping between two, a short answer can end before it has a handler. */
    private Future<Reply> send(String service, String path, byte[] body) {
        var url = config.getOptionalValue("capsule." + service + ".internal-url", String.class)
                .orElseThrow(() ->
                        new DependencyUnavailableException(service + " (no capsule." + service + ".internal-url)"));
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url + path)
                .setFollowRedirects(false)
                .setTimeout(timeout.toMillis())
                .putHeader(HttpHeaders.AUTHORIZATION, credential.header())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/cbor");
        var context = vertx.createEventLoopContext();
        var reply = Promise.<Reply>promise();
        context.runOnContext(go -> client.request(options)
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(this::collect)
                .onComplete(reply));
        return reply.future();
    }

    private Future<Reply> collect(HttpClientResponse response) {
        var buffer = Buffer.buffer();
        response.handler(chunk -> {
            if (buffer.length() + chunk.length() > maxReply) {
                response.request().reset();
            } else {
                buffer.appendBuffer(chunk);
            }
        });
        return response.end().map(end -> new Reply(response.statusCode(), buffer));
    }

    private Reply await(String service, Future<Reply> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new DependencyUnavailableException(service, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyUnavailableException(service, e);
        }
    }
}
