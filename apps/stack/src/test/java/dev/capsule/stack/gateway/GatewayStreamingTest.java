package dev.capsule.stack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.backing.process.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GatewayStreamingTest {
    private static final int MIB = 1024 * 1024;

    @Test
    void shouldStreamMoreThanTheHeap_whenTheBodyIsLarge() throws IOException {
        long size = Runtime.getRuntime().maxMemory() + MIB;
        try (var backend = new Backend("/");
                var gateway = gatewayTo(backend.port());
                var http = new RawHttp(port(gateway))) {
            // when
            http.send(
                    "PATCH /upload/x HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\nConnection: close\r\n\r\n");
            byte[] chunk = new byte[MIB];
            for (long sent = 0; sent < size; sent += chunk.length) {
                http.send(sent + chunk.length <= size ? chunk : new byte[(int) (size - sent)]);
            }

            // then
            assertThat(http.readAll()).contains("PATCH /upload/x|" + size + "\n");
        }
    }

    @Test
    void shouldNotReadAhead_whenTheServiceDoesNotRead() throws Exception {
        var reading = new CountDownLatch(1);
        try (var backend = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var gateway = gatewayTo(backend.getLocalPort());
                var client = new Socket(InetAddress.getLoopbackAddress(), port(gateway))) {
            // given: a service that takes the connection and reads nothing
            var service = Thread.ofVirtual().start(() -> {
                try (var connection = backend.accept()) {
                    reading.await(30, TimeUnit.SECONDS);
                    connection.getInputStream().skipNBytes(1);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });

            // when: the client sends as much as it can without blocking for a second
            client.getOutputStream()
                    .write("PATCH /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            long taken = bytesTakenUntilBlocked(client);

            // then: what the gateway and the two sockets hold is bounded, far from the whole body
            assertThat(taken).isLessThan(64L * MIB);
            reading.countDown();
            service.join();
        }
    }

    @Test
    void shouldPassTheAnswerOn_whenTheServiceRefusesBeforeTheBodyIsThrough() throws Exception {
        try (var backend = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var gateway = gatewayTo(backend.getLocalPort());
                var http = new RawHttp(port(gateway))) {
            // given: a service that answers after the head
            Thread.ofVirtual().start(() -> {
                try (var connection = backend.accept()) {
                    readHead(connection.getInputStream());
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\nno"
                                    .getBytes(StandardCharsets.ISO_8859_1));
                    connection.getOutputStream().flush();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });

            // when: only half of the body is sent
            http.send("PATCH /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nhalf");

            // then
            assertThat(http.readHead()).startsWith("HTTP/1.1 409 ");
        }
    }

    @Test
    void shouldCloseTheConnection_whenTheServiceDiesWithinItsAnswer() throws Exception {
        try (var backend = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var gateway = gatewayTo(backend.getLocalPort());
                var http = new RawHttp(port(gateway))) {
            Thread.ofVirtual().start(() -> {
                try (var connection = backend.accept()) {
                    readHead(connection.getInputStream());
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
                                    .getBytes(StandardCharsets.ISO_8859_1));
                    connection.getOutputStream().flush();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });

            http.send("GET /upload HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(http.readAll()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nhalf");
        }
    }

    @Test
    void shouldStopTheService_whenTheClientLeavesWithinALargeAnswer() throws Exception {
        var stopped = new CountDownLatch(1);
        try (var backend = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var gateway = gatewayTo(backend.getLocalPort())) {
            // given: a service that sends until it cannot
            Thread.ofVirtual().start(() -> {
                try (var connection = backend.accept()) {
                    readHead(connection.getInputStream());
                    var out = connection.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
                    while (true) {
                        out.write(new byte[MIB]);
                    }
                } catch (IOException cut) {
                    stopped.countDown();
                }
            });

            // when
            try (var http = new RawHttp(port(gateway))) {
                http.send("GET /upload HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(http.readHead()).startsWith("HTTP/1.1 200 ");
            }

            // then
            assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldStopTheService_whenTheClientLeavesWithinALongPoll() throws Exception {
        try (var backend = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var gateway = gatewayTo(backend.getLocalPort());
                var http = new RawHttp(port(gateway))) {
            http.send("GET /upload/x/result?wait=20 HTTP/1.1\r\nHost: a\r\n\r\n");
            try (var connection = backend.accept()) {
                connection.setSoTimeout(20_000);
                readHead(connection.getInputStream());

                http.leave();

                assertThat(connection.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    private static long bytesTakenUntilBlocked(Socket client) throws InterruptedException {
        var taken = new AtomicLong();
        var writer = Thread.ofVirtual().start(() -> {
            byte[] chunk = new byte[64 * 1024];
            try {
                while (true) {
                    client.getOutputStream().write(chunk);
                    taken.addAndGet(chunk.length);
                }
            } catch (IOException closed) {
                // the test is over
            }
        });
        long before;
        do {
            before = taken.get();
            writer.join(Duration.ofSeconds(1));
        } while (taken.get() != before && before < 512L * MIB);
        return taken.get();
    }

    private static void readHead(InputStream in) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int b = in.read();
            newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
        }
    }

    private static GatewayServer gatewayTo(int backend) {
        return GatewayServer.start(Ports.free(), List.of(new Route("/upload", "ingest", backend)));
    }

    private static int port(GatewayServer gateway) {
        return URI.create(gateway.url()).getPort();
    }
}
