package dev.capsule.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.service.sample.Tokens;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class UnreadBodyTest {
    private static final int ROUNDS = 20;

    @TestHTTPResource("/")
    URI server;

    @ParameterizedTest
    @Timeout(60)
    @CsvSource({
        "false, 1000, 401",
        "false, 300000, 401",
        "false, 9000000, 401",
        "true, 1000, 409",
        "true, 300000, 409",
        "true, 9000000, 409"
    })
    void shouldServeTheNextOnTheSameConnection_whenAnAnswerCameBeforeTheEndOfTheBody(
            boolean authenticated, int length, int status) throws IOException {
        try (var socket = connect()) {
            for (int i = 0; i < ROUNDS; i++) {
                // when: a client that reads nothing before it has sent everything
                send(socket, patch(authenticated, length), length);

                // then
                assertThat(head(socket)).startsWith("HTTP/1.1 " + status);
            }
        }
    }

    @Test
    @Timeout(60)
    void shouldServeTheNextLater_whenABodyWasReadToItsEnd() throws Exception {
        try (var socket = connect()) {
            for (int i = 0; i < 2; i++) {
                send(socket, patch("/sample/whole", true, 300_000), 300_000);

                assertThat(head(socket)).startsWith("HTTP/1.1 204");
                Thread.sleep(11_000); // longer than the rest of an unread body may take
            }
        }
    }

    @Test
    @Timeout(60)
    void shouldCloseTheConnection_whenTheUnreadRestIsHuge() throws IOException {
        try (var socket = connect()) {
            long length = 1L << 40;
            send(socket, patch(false, length), 1000);
            assertThat(head(socket)).startsWith("HTTP/1.1 401");

            long sent = 0;
            byte[] block = new byte[1 << 20];
            try {
                while (sent < length) {
                    socket.getOutputStream().write(block);
                    sent += block.length;
                }
            } catch (IOException closed) {
                assertThat(sent).isLessThan(256L << 20);
            }
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String patch(boolean authenticated, long length) {
        return patch("/sample/stream", authenticated, length);
    }

    private static String patch(String path, boolean authenticated, long length) {
        return "PATCH " + path + " HTTP/1.1\r\nHost: home.localhost\r\nCapsule-Protocol: 2026-05-31\r\n"
                + (authenticated ? "Authorization: Bearer " + Tokens.valid("home.localhost") + "\r\n" : "")
                + "Content-Type: application/offset+octet-stream\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static void send(Socket socket, String head, int bytes) throws IOException {
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(new byte[bytes]);
    }

    /** The head of an answer; its body, whose length the head tells, is read and dropped. */
    private static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) b);
        }
        var length =
                head.toString().toLowerCase(java.util.Locale.ROOT).replaceAll("(?s).*content-length: (\\d+).*", "$1");
        if (length.matches("\\d+")) {
            in.skipNBytes(Long.parseLong(length));
        }
        return head.toString();
    }
}
