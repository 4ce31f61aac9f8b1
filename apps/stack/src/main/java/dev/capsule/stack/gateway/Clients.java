package dev.capsule.stack.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.util.Set;

/**
 * Connections to the services. A service may answer before the end of a body and close; if that connection were kept, the
 * next request would be lost in it. So only what can be sent again shares connections: the rest has one of its own, which
 * costs a loopback connect.
 *
 * @param pooled keeps connections
 * @param single closes each after its answer
 */
record Clients(HttpClient pooled, HttpClient single) {
    private static final Set<HttpMethod> REPEATABLE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.DELETE);
    private static final int CONNECT_MILLIS = 2_000;
    private static final int KEEP_SECONDS = 30;
    private static final int POOL_SIZE = 256;
    private static final int POOL_QUEUE = 1024;

    static Clients of(Vertx vertx, int idleSeconds) {
        return new Clients(client(vertx, idleSeconds, true), client(vertx, idleSeconds, false));
    }

    private static HttpClient client(Vertx vertx, int idleSeconds, boolean keep) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setIdleTimeout(idleSeconds)
                        .setKeepAlive(keep)
                        .setKeepAliveTimeout(KEEP_SECONDS),
                new PoolOptions().setHttp1MaxSize(POOL_SIZE).setMaxWaitQueueSize(POOL_QUEUE));
    }

    HttpClient of(HttpServerRequest request) {
        return isRepeatable(request) ? pooled : single;
    }

    /** Idempotent (RFC 9110 section 9.2.2) and without a body, which could not be sent twice. */
    static boolean isRepeatable(HttpServerRequest request) {
        return REPEATABLE.contains(request.method()) && !Problems.hasBody(request);
    }
}
