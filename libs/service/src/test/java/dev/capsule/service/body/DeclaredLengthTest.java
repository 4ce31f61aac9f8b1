package dev.capsule.service.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.service.internal.InternalServer;
import dev.capsule.service.sample.Calls;
import dev.capsule.service.sample.SampleRoute;
import dev.capsule.service.sample.Tokens;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A length that is declared and too large is answered before any of the body comes. */
@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class DeclaredLengthTest {
    /** Far below what reading waits for a body that does not come. */
    private static final int AT_ONCE_MILLIS = 5_000;

    @TestHTTPResource("/")
    URI server;

    @Inject
    InternalServer internal;

    @ParameterizedTest
    @CsvSource({
        "POST, /sample/echo, 9223372036854775807",
        "POST, /sample/echo, 1048577",
        "POST, /sample/signed, 9223372036854775807",
        "POST, /sample/signed, 1048577",
        "POST, /sample/small, 1001",
        "PATCH, /sample/whole, 1048577",
        "GET, /sample/access, 9223372036854775807",
        "GET, /sample/open, 1048577"
    })
    void shouldRefuseAtOnce_whenTheDeclaredLengthIsTooLarge(String method, String path, String length)
            throws IOException {
        assertThat(begin(method, path, length)).startsWith("HTTP/1.1 413");
    }

    @ParameterizedTest
    @CsvSource({"POST, /sample/echo, 1048576", "POST, /sample/small, 1000", "PATCH, /sample/stream, 9223372036854775807"
    })
    void shouldWaitForTheBody_whenTheLengthIsWhatTheRouteTakes(String method, String path, String length)
            throws IOException {
        assertThat(begin(method, path, length)).isEmpty();
    }

    @Test
    void shouldAskForCredentialsFirst_whenTheDeclaredLengthIsTooLarge() throws IOException {
        String head = String.join(
                "\r\n",
                "POST /sample/echo HTTP/1.1",
                "Host: home.localhost",
                "Capsule-Protocol: 2026-05-31",
                "Content-Type: application/json",
                "Content-Length: 9223372036854775807",
                "",
                "");

        assertThat(begin(server.getPort(), head)).startsWith("HTTP/1.1 401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "4194305"})
    void shouldRefuseAtOnce_whenAServiceDeclaresTooMuch(String length) throws IOException {
        String head = "POST " + SampleRoute.PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Authorization: Service test-internal-secret\r\nContent-Length: " + length + "\r\n\r\n";

        assertThat(begin(internal.port(), head)).startsWith("HTTP/1.1 413");
    }

    private String begin(String method, String path, String length) throws IOException {
        String type = method.equals("PATCH")
                ? "application/offset+octet-stream"
                : path.endsWith("echo") ? "application/json" : "application/cbor";
        return begin(
                server.getPort(),
                method + " " + path + " HTTP/1.1\r\nHost: home.localhost\r\nCapsule-Protocol: 2026-05-31\r\n"
                        + "Capsule-Crypto-Suite: 1\r\nAuthorization: Bearer " + Tokens.valid(Calls.HOME)
                        + "\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n");
    }

    /** @return the first bytes of the answer; nothing if there is none at once */
    private static String begin(int port, String head) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(AT_ONCE_MILLIS);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        } catch (SocketTimeoutException e) {
            return "";
        }
    }
}
