package dev.capsule.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A server that refuses everything with one problem document. */
final class RefusingServer implements AutoCloseable {
    private static final byte[] PROBLEM =
            "{\"type\":\"urn:capsule:reason:ACCOUNT_SUSPENDED\",\"status\":403,\"code\":\"ACCOUNT_SUSPENDED\"}"
                    .getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;

    RefusingServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/problem+json");
            exchange.sendResponseHeaders(403, PROBLEM.length);
            exchange.getResponseBody().write(PROBLEM);
            exchange.close();
        });
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
