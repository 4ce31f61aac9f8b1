package dev.capsule.stack.gateway;

import dev.capsule.protocol.reason.ReasonCode;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * The ingress of one machine. It forwards only what a route names, so the services' internal and management
 * paths have no way in; it is not part of a cluster, where the ingress does the same.
 *
 * <p>Netty's decoder refuses the shapes request smuggling is made of (RFC 9112 section 6): Content-Length
 * beside Transfer-Encoding, differing Content-Lengths, Transfer-Encoding in HTTP/1.0, bare line feeds.
 */
final class Gateway extends AbstractVerticle {
    static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = RequestTarget.MAX_LENGTH + 64;
    private static final int MAX_CONNECTIONS = 2048;
    /** Above the longest silence of a healthy exchange: a 20 s long poll. */
    private static final int IDLE_SECONDS = 75;

    private final int port;
    private final List<Route> routes;
    private HttpServer server;
    private Clients clients;
    private int connections;

    Gateway(int port, List<Route> routes) {
        this.port = port;
        this.routes = List.copyOf(routes);
    }

    @Override
    public void start(Promise<Void> started) {
        clients = Clients.of(vertx, IDLE_SECONDS);
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setIdleTimeout(IDLE_SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true));
        server.connectionHandler(connection -> {
            connections++;
            connection.closeHandler(closed -> connections--);
            if (connections > MAX_CONNECTIONS) {
                connection.close();
            }
        });
        server.invalidRequestHandler(Gateway::refuseInvalid);
        server.requestHandler(this::handle);
        server.listen().<Void>mapEmpty().onComplete(started);
    }

    /** The port it listens on. */
    int actualPort() {
        return server.actualPort();
    }

    private void handle(HttpServerRequest request) {
        var target = RequestTarget.parse(request.uri());
        if (target.isEmpty()) {
            Problems.refuse(request, ReasonCode.BODY_MALFORMED, "the path can be read in more than one way");
            return;
        }
        if (request.headers().getAll("Host").size() != 1) {
            Problems.refuse(request, ReasonCode.BODY_MALFORMED, "a request names exactly one host");
            return;
        }
        if (!request.headers().getAll("Transfer-Encoding").stream().allMatch("chunked"::equalsIgnoreCase)) {
            Problems.refuse(request, ReasonCode.BODY_MALFORMED, "a body is chunked or has a length; nothing else");
            request.connection().close();
            return;
        }
        if (!METHODS.contains(request.method().name())) {
            Problems.refuse(request, ReasonCode.METHOD_NOT_ALLOWED, "no resource has that method");
            return;
        }
        var path = target.get().path();
        routes.stream()
                .filter(route -> route.matches(path))
                .findFirst()
                .ifPresentOrElse(
                        route -> Exchange.forward(request, route, clients),
                        () -> Problems.refuse(request, ReasonCode.NOT_FOUND, "nothing is served under this path"));
    }

    private static void refuseInvalid(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        switch (cause) {
            case TooLongHttpLineException e ->
                Problems.refuse(request, ReasonCode.BODY_MALFORMED, 414, "the request line is too long");
            case TooLongHttpHeaderException e ->
                Problems.refuse(request, ReasonCode.BODY_MALFORMED, 431, "the headers are too large");
            case TooLongFrameException e ->
                Problems.refuse(request, ReasonCode.BODY_MALFORMED, 431, "the headers are too large");
            default -> Problems.refuse(request, ReasonCode.BODY_MALFORMED, "the request is not well-formed HTTP/1.1");
        }
        request.connection().close();
    }
}
