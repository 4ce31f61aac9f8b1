package dev.capsule.stack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capsule.backing.process.Ports;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
    private static final int PORT = Ports.free();
    private static Backend uploads;
    private static Backend everything;
    private static GatewayServer gateway;

    @BeforeAll
    static void start() throws IOException {
        uploads = new Backend("/upload");
        everything = new Backend("/");
        gateway = GatewayServer.start(
                PORT,
                List.of(
                        new Route("/upload", "ingest", uploads.port()),
                        new Route("/sync", "validation", everything.port()),
                        new Route("/.well-known/jwks.json", "identity", everything.port()),
                        new Route("/quota", "quota", Ports.free())));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        uploads.close();
        everything.close();
    }

    @ParameterizedTest
    @CsvSource({"/upload, /upload", "/upload/sessions, /upload", "/sync?cursor=a%2Fb, /", "/.well-known/jwks.json, /"})
    void shouldReachTheService_whenThePrefixMatchesWholeSegments(String target, String backend) throws IOException {
        var answer = get(target, "home.localhost:8080");

        assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("X-Backend: " + backend + "\r\n");
        assertThat(answer).contains("GET " + target + "|0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/uploads", "/q/health", "/internal/admission", "/.well-known", "/SYNC", "/admin"})
    void shouldAnswer404_whenNoServiceOwnsThePrefix(String target) throws IOException {
        var answer = get(target, "home.localhost");

        assertProblem(answer, 404, "NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//upload",
                "/upload/../internal/x",
                "/upload/%2e%2e/internal",
                "/upload%2f..%2finternal",
                "/upload%5Cx",
                "/upload%00",
                "/upload;x",
                "http://home.localhost/upload"
            })
    void shouldAnswer400_whenThePathIsAmbiguous(String target) throws IOException {
        assertProblem(get(target, "home.localhost"), 400, "BODY_MALFORMED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Home.localhost:8080", "other.localhost", "x.localhost:99999", "127.0.0.1:8080"})
    void shouldPassTheHostExactly_whenItForwards(String host) throws IOException {
        assertThat(get("/sync", host)).contains("\nhost: " + host + "\n");
    }

    @Test
    void shouldSayTheClientAddressItself_whenItIsForged() throws IOException {
        var answer = RawHttp.exchange(PORT, """
                GET /sync HTTP/1.1\r
                Host: home.localhost\r
                X-Forwarded-For: 10.0.0.1\r
                X-Forwarded-Host: evil\r
                Forwarded: for=10.0.0.1\r
                X-Real-IP: 10.0.0.1\r
                X-Kept: yes\r
                X-Hop: no\r
                Connection: X-Hop\r
                \r
                GET /nothing HTTP/1.1\r
                Host: home.localhost\r
                Connection: close\r
                \r
                """);

        assertThat(answer).contains("x-forwarded-for: 127.0.0.1\n").contains("x-kept: yes\n");
        assertThat(answer).doesNotContain("10.0.0.1").doesNotContain("evil").doesNotContain("x-hop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /upload HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
                "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\nabcd",
                "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length : 4\r\n\r\nabcd",
                "GET /sync HTTP/1.1\r\nHost: a\r\nX-A: b\u0000c\r\n\r\n",
                "GET /sync HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /sync HTTP/1.1\r\n\r\n",
                "GET /sy\u0001nc HTTP/1.1\r\nHost: a\r\n\r\n"
            })
    void shouldAnswer400AndClose_whenTheRequestIsASmugglingShape(String request) throws IOException {
        try (var http = new RawHttp(PORT)) {
            // when: a second request follows, as a smuggled one would
            http.send(request + "GET /sync HTTP/1.1\r\nHost: smuggled\r\nConnection: close\r\n\r\n");

            // then
            var answer = http.readAll();
            assertThat(answer).matches("(?s)HTTP/1\\.[01] 400 .*");
            if (!request.contains("GET")) {
                assertThat(answer).doesNotContain("smuggled");
            }
        }
    }

    @Test
    void shouldAnswer431_whenTheHeadersAreTooLarge() throws IOException {
        var answer = RawHttp.exchange(PORT, "GET /sync HTTP/1.1\r\nHost: a\r\nX-A: " + "a".repeat(20_000) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 431 ").contains("application/problem+json");
    }

    @Test
    void shouldAnswer405_whenTheMethodIsNoneOfTheSuite() throws IOException {
        assertProblem(
                RawHttp.exchange(PORT, "TRACE /sync HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
                405,
                "METHOD_NOT_ALLOWED");
    }

    @Test
    void shouldAnswer503WithRetryAfter_whenTheServiceIsDown() throws IOException {
        var answer = get("/quota", "home.localhost");

        assertProblem(answer, 503, "DEPENDENCY_UNAVAILABLE");
        assertThat(answer).contains("Retry-After: 2\r\n");
    }

    @Test
    void shouldKeepTheConnection_whenItAnswersItself() throws IOException {
        try (var http = new RawHttp(PORT)) {
            http.send(
                    "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\nGET /sync HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

            assertThat(http.readAll()).contains("HTTP/1.1 404 ").contains("HTTP/1.1 200 ");
        }
    }

    @Test
    void shouldSendNoBody_whenTheMethodIsHead() throws IOException {
        var answer = RawHttp.exchange(PORT, "HEAD /sync HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    }

    private static void assertProblem(String answer, int status, String code) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("Content-Type: application/problem+json\r\n")
                .contains("Capsule-Protocol-Min: 2026-05-31\r\n")
                .contains("Capsule-Protocol-Max: 2026-05-31\r\n")
                .contains("\"type\":\"urn:capsule:reason:" + code + "\"")
                .contains("\"code\":\"" + code + "\"")
                .contains("\"status\":" + status)
                .doesNotContainIgnoringCase("X-Backend");
    }

    private static String get(String target, String host) throws IOException {
        return RawHttp.exchange(PORT, "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }
}
