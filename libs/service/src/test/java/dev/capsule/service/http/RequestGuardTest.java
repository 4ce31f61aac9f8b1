package dev.capsule.service.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.capsule.service.sample.RawHttp;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class RequestGuardTest {
    @TestHTTPResource("/")
    URI server;

    @ParameterizedTest
    @CsvSource({
        "GET, /sample/open, 200",
        "GET, /nowhere, 404",
        "GET, /, 404",
        "GET, /sample/access, 401",
        "DELETE, /sample/open, 405",
        "GET, /sample/broken, 500",
        "GET, /sample/unavailable, 503",
        "GET, /sample/refused, 409",
        "GET, /q/health, 404",
        "GET, /q/metrics, 404",
    })
    void shouldCarryTheStandardHeaders_whateverTheAnswer(String method, String path, int status) {
        given().header("Host", "home.localhost")
                .request(method, path)
                .then()
                .statusCode(status)
                .header("Capsule-Protocol-Min", "2026-05-31")
                .header("Capsule-Protocol-Max", "2026-05-31")
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"))
                .header("Cache-Control", status == 200 ? "public, max-age=60" : "no-store")
                .contentType(status == 200 ? "application/json" : "application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//sample/open",
                "/sample//open",
                "/sample/open;x=1",
                "/sample%2Fopen",
                "/sample%2fopen",
                "/sample%5Copen",
                "/sample/open%3Bx",
                "/sample/open%00",
                "/sample/../sample/open",
                "/sample/./open",
                "/sample/%2e%2e/sample/open",
                "/sample/open/..",
                "/sample/%252e/open",
            })
    void shouldRefuseThePath_whenTwoParsersCouldDisagree(String path) throws IOException {
        String answer = RawHttp.exchange(
                server, "GET " + path + " HTTP/1.1\r\nHost: home.localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("BODY_MALFORMED", "Capsule-Protocol-Min: 2026-05-31");
    }

    /** The framework itself answers these, before any of our code: with the status, without a document. */
    @Test
    void shouldRefuseThePath_whenItIsNoUri() throws IOException {
        String answer = RawHttp.exchange(
                server, "GET /sample\\open HTTP/1.1\r\nHost: home.localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"elsewhere.example", "home.localhost.example", "localhost", "127.0.0.1"})
    void shouldFindNothing_whenTheHostIsNoTenant(String host) {
        given().header("Host", host).get("/sample/open").then().statusCode(404).body("code", equalTo("NOT_FOUND"));
    }

    @Test
    void shouldFindTheTenant_whenTheHostHasAPortAndCapitals() {
        given().header("Host", "HOME.localhost:8080").get("/sample/open").then().statusCode(200);
    }

    @Test
    void shouldTellNothingButACorrelationId_whenSomethingBreaks() {
        String body = given().header("Host", "home.localhost")
                .get("/sample/broken")
                .then()
                .statusCode(500)
                .body("type", equalTo("about:blank"))
                .body("correlation_id", matchesPattern("[0-9a-f-]{36}"))
                .extract()
                .asString();

        assertThat(body).doesNotContain("canary");
    }

    @Test
    void shouldAskForPatience_whenADependencyIsAway() {
        String body = given().header("Host", "home.localhost")
                .get("/sample/unavailable")
                .then()
                .statusCode(503)
                .header("Retry-After", matchesPattern("[0-9]+"))
                .body("code", equalTo("DEPENDENCY_UNAVAILABLE"))
                .extract()
                .asString();

        assertThat(body).doesNotContain("canary");
    }

    @Test
    void shouldNameTheMembersOfARefusal_whenItHasSome() {
        given().header("Host", "home.localhost")
                .get("/sample/refused")
                .then()
                .body("type", equalTo("urn:capsule:reason:STALE_REVIVAL"))
                .body("status", equalTo(409))
                .body("invariant", equalTo(17))
                .body("head", equalTo("0".repeat(64)));
    }
}
