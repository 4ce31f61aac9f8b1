package dev.capsule.stack.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;

/**
 * Connections to the services. A service may refuse a long body before its end and close; if that connection were kept,
 * the next request would be lost in it. So a long body has a connection of its own, which costs a loopback connect.
 *
 * @param pooled keeps connections
 * @param single closes each after its answer
 */
record Clients(HttpClient pooled, HttpClient single) {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int KEEP_SECONDS = 30;
    private static final int POOL_SIZE = 256;
    private static final int POOL_QUEUE = 1024;
    /** What fits into a socket's buffer: the service has it whole before it can refuse. */
    private static final long SHORT_BODY = 16 * 1024;

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

    HttpClient forBody(HttpServerRequest request) {
        var length = request.headers().get("Content-Length");
        boolean isShort = length != null && length.matches("[0-9]{1,5}") && Long.parseLong(length) <= SHORT_BODY;
        return isShort ? pooled : single;
    }
}
