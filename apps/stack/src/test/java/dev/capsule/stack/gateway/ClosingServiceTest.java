package dev.capsule.stack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.backing.process.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service may close a connection with any answer; no other request may pay for it. */
class ClosingServiceTest {
    private static final int ROUNDS = 100;
    private static final int PARALLEL = 4;

    private Vertx vertx;
    private GatewayServer gateway;

    /** Takes bodies of up to 100 bytes; refuses longer ones unread and closes, as ingest does with a chunk too long. */
    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        HttpServer service = vertx.createHttpServer();
        service.requestHandler(request -> {
            var length = request.getHeader("Content-Length");
            if (length != null && Long.parseLong(length) > 100) {
                request.response().setStatusCode(400).end("too long");
                request.endHandler(read -> request.connection().close());
                return;
            }
            if (request.path().endsWith("/closing")) {
                request.response().putHeader("Connection", "close");
            }
            request.body()
                    .onSuccess(body -> request.response().setStatusCode(201).end("made"));
        });
        service.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        gateway = GatewayServer.start(Ports.free(), List.of(new Route("/upload", "ingest", service.actualPort())));
    }

    @AfterEach
    void stop() {
        gateway.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @Timeout(60)
    @ValueSource(ints = {1_000, 200_000, 3_000_000})
    void shouldAnswerTheNext_whenTheServiceClosedOnALongBody(int length) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            // when: the body is whole by the time of the answer, or is not
            assertThat(exchange("PATCH", "/upload/x", length)).startsWith("HTTP/1.1 400 ");

            // then
            assertThat(exchange("POST", "/upload", 10))
                    .startsWith("HTTP/1.1 201 ")
                    .endsWith("made");
        }
    }

    @Test
    @Timeout(60)
    void shouldPassEveryAnswerOn_whenTheServiceClosesAfterEach() throws Exception {
        List<Callable<List<String>>> clients = new ArrayList<>();
        for (int c = 0; c < PARALLEL; c++) {
            clients.add(() -> {
                List<String> answers = new ArrayList<>();
                for (int i = 0; i < ROUNDS; i++) {
                    answers.add(exchange("POST", i % 2 == 0 ? "/upload/closing" : "/upload/x", i % 100));
                }
                return answers;
            });
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answers : executor.invokeAll(clients)) {
                assertThat(answers.get())
                        .allSatisfy(answer ->
                                assertThat(answer).startsWith("HTTP/1.1 201 ").endsWith("made"));
            }
        }
    }

    private String exchange(String method, String path, int length) throws IOException {
        try (var http = new RawHttp(URI.create(gateway.url()).getPort())) {
            http.send(method + " " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length
                    + "\r\nConnection: close\r\n\r\n");
            try {
                http.send(new byte[length]);
            } catch (IOException answeredEarly) {
                // what counts is the answer
            }
            return http.readAll();
        }
    }
}
