package dev.capsule.service.handshake;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.service.sample.Calls;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class HandshakeTest {
    private static final String GARBAGE = "{\"this is\": not json";

    @ParameterizedTest
    @CsvSource({
        "2026-05-30, 426, PROTOCOL_OUT_OF_RANGE",
        "2026-06-01, 426, PROTOCOL_OUT_OF_RANGE",
        "2026-5-31, 400, PROTOCOL_MALFORMED",
        "2026-02-30, 400, PROTOCOL_MALFORMED",
        "1, 400, PROTOCOL_MALFORMED",
    })
    void shouldRefuseAWriteBeforeItsBody_whenTheVersionIsWrong(String version, int status, String code) {
        Calls.read()
                .header("Capsule-Protocol", version)
                .contentType("application/json")
                .body(GARBAGE)
                .post("/sample/echo")
                .then()
                .statusCode(status)
                .body("code", equalTo(code))
                .body("invariant", equalTo(1))
                .header("Capsule-Protocol-Min", "2026-05-31");
    }

    @Test
    void shouldRefuseAWriteBeforeItsBody_whenTheVersionIsMissing() {
        Calls.read()
                .contentType("application/json")
                .body(GARBAGE)
                .post("/sample/echo")
                .then()
                .statusCode(400)
                .body("code", equalTo("PROTOCOL_HEADER_MISSING"));
    }

    @Test
    void shouldRefuseAWrite_whenTheVersionIsSentTwice() {
        Calls.write()
                .header("Capsule-Protocol", "2026-05-31")
                .contentType("application/json")
                .body(GARBAGE)
                .post("/sample/echo")
                .then()
                .statusCode(400)
                .body("code", equalTo("PROTOCOL_MALFORMED"));
    }

    @Test
    void shouldAskForCredentialsFirst_whenTheVersionIsMissingToo() {
        given().header("Host", Calls.HOME)
                .contentType("application/json")
                .body(GARBAGE)
                .post("/sample/echo")
                .then()
                .statusCode(401)
                .body("code", equalTo("AUTH_REQUIRED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-05-31", "2020-01-01", "2030-01-01"})
    void shouldServeARead_whateverTheVersion(String version) {
        Calls.read()
                .header("Capsule-Protocol", version)
                .get("/sample/access")
                .then()
                .statusCode(200);
    }

    @Test
    void shouldServeARead_whenThereIsNoVersion() {
        Calls.read().get("/sample/access").then().statusCode(200);
    }

    @Test
    void shouldRefuseARead_whenTheVersionIsMalformed() {
        Calls.read()
                .header("Capsule-Protocol", "today")
                .get("/sample/access")
                .then()
                .statusCode(400)
                .body("code", equalTo("PROTOCOL_MALFORMED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "65536", "01", "one", "-1", "1.0"})
    void shouldRefuseASignedWrite_whenTheSuiteIsUnknown(String suite) {
        signed().header("Capsule-Crypto-Suite", suite)
                .post("/sample/signed")
                .then()
                .statusCode(400)
                .body("code", equalTo("UNKNOWN_CRYPTO_SUITE"))
                .body("invariant", equalTo(2));
    }

    @Test
    void shouldRefuseASignedWrite_whenTheSuiteIsMissing() {
        signed().post("/sample/signed").then().statusCode(400).body("code", equalTo("UNKNOWN_CRYPTO_SUITE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "one"})
    void shouldRefuseAnyWriteBeforeItsBody_whenItNamesAnUnknownSuite(String suite) {
        Calls.write()
                .header("Capsule-Crypto-Suite", suite)
                .contentType("application/json")
                .body(GARBAGE)
                .post("/sample/echo")
                .then()
                .statusCode(400)
                .body("code", equalTo("UNKNOWN_CRYPTO_SUITE"))
                .body("invariant", equalTo(2));
    }

    @Test
    void shouldServeARead_whateverTheSuite() {
        Calls.read()
                .header("Capsule-Crypto-Suite", "2")
                .get("/sample/access")
                .then()
                .statusCode(200);
    }

    @Test
    void shouldTakeASignedWrite_whenTheSuiteIsKnown() {
        signed().header("Capsule-Crypto-Suite", "1")
                .post("/sample/signed")
                .then()
                .statusCode(200)
                .body("length", equalTo(3));
    }

    private static io.restassured.specification.RequestSpecification signed() {
        return Calls.write().contentType("application/cbor").body(new byte[] {1, 2, 3});
    }
}
