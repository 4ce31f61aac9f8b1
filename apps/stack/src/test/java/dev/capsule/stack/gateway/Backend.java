package dev.capsule.stack.gateway;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Executors;

/** A service that tells what reached it: {@code METHOD target|body bytes} and then one line per header. */
final class Backend implements AutoCloseable {
    private final HttpServer server;

    Backend(String path) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(path, exchange -> {
            long received = 0;
            byte[] buffer = new byte[64 * 1024];
            try (var body = exchange.getRequestBody()) {
                for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                    received += n;
                }
            }
            var told = new StringBuilder(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI() + "|" + received + "\n");
            exchange.getRequestHeaders()
                    .forEach((name, values) -> values.forEach(v -> told.append(name.toLowerCase(Locale.ROOT))
                            .append(": ")
                            .append(v)
                            .append('\n')));
            exchange.getResponseHeaders().add("X-Backend", path);
            byte[] answer = told.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1 : answer.length);
            try (var out = exchange.getResponseBody()) {
                if (!exchange.getRequestMethod().equals("HEAD")) {
                    out.write(answer);
                }
            }
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
