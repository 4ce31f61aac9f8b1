package dev.capsule.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.capsule.protocol.id.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransportTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private Transport transport;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/ok", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            try (var body = exchange.getResponseBody()) {
                body.write(new byte[] {'o', 'k'});
            }
        });
        server.createContext("/half", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write('o');
            exchange.getResponseBody().flush();
            awaitTheEnd();
        });
        server.start();
        var endpoint = new Endpoint(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), new TenantId("home.localhost"));
        transport = new Transport(endpoint, RetryPolicy.DEFAULT);
    }

    private void awaitTheEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        over.countDown();
        transport.close();
        server.stop(0);
    }

    @Test
    void shouldAnswer_whenTheProgramKeepsTheCommonPoolBusy() {
        for (int i = 0; i < ForkJoinPool.commonPool().getParallelism(); i++) {
            ForkJoinPool.commonPool().execute(this::awaitTheEnd);
        }

        assertThat(transport.send(Call.get("/ok")).status()).isEqualTo(200);
    }

    @Test
    void shouldGiveUp_whenTheBodyOfAnAnswerNeverEnds() {
        var call = Call.get("/half").timeout(Duration.ofMillis(300)).once();

        assertThatThrownBy(() -> transport.send(call)).isInstanceOf(ServerUnreachableException.class);
    }
}
