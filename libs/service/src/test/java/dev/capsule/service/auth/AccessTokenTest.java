package dev.capsule.service.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.service.body.Base64Url;
import dev.capsule.service.sample.SampleJwks;
import dev.capsule.service.sample.Tokens;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "sample"))
class AccessTokenTest {
    private static final String HOME = "home.localhost";
    private static final String OTHER = "other.localhost";

    @Test
    void shouldKnowTheCaller_whenTheTokenIsSound() {
        call("/sample/access", "Bearer " + Tokens.valid(HOME))
                .statusCode(200)
                .body("user", equalTo(Tokens.USER.toString()))
                .body("tenant", equalTo(HOME))
                .body("virtual", equalTo(true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unsound")
    void shouldRequireCredentials_whenTheTokenIsUnsound(String name, String authorization) {
        call("/sample/access", authorization)
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json")
                .body("code", equalTo("AUTH_REQUIRED"));
    }

    static Stream<Arguments> unsound() throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        String claims = Tokens.claims(HOME, now, now + 900);
        String valid = Tokens.valid(HOME);
        return Stream.of(
                Arguments.of("garbage", "Bearer garbage"),
                Arguments.of("empty", "Bearer "),
                Arguments.of("another scheme", "Basic dXNlcjpwYXNz"),
                Arguments.of("a session token", "Bearer AAAAAAAAAAAAAAAAAAAAAA"),
                Arguments.of("two dots only", "Bearer .."),
                Arguments.of("another tenant's token", "Bearer " + Tokens.valid(OTHER)),
                Arguments.of(
                        "our claims under another tenant's key",
                        "Bearer " + Tokens.sign(OTHER, Tokens.header(OTHER), claims)),
                Arguments.of(
                        "another tenant's claims under our key",
                        "Bearer " + Tokens.sign(HOME, Tokens.header(HOME), Tokens.claims(OTHER, now, now + 900))),
                Arguments.of(
                        "alg none", "Bearer " + Tokens.part("{\"alg\":\"none\"}") + "." + Tokens.part(claims) + "."),
                Arguments.of(
                        "alg NONE", "Bearer " + Tokens.part("{\"alg\":\"NONE\"}") + "." + Tokens.part(claims) + "."),
                Arguments.of("HS256 with the public key", "Bearer " + hs256(claims)),
                Arguments.of("a key of its own", "Bearer " + withHeader("\"jwk\":{\"kty\":\"OKP\"}", claims)),
                Arguments.of("jku", "Bearer " + withHeader("\"jku\":\"http://127.0.0.1:1/\"", claims)),
                Arguments.of("x5u", "Bearer " + withHeader("\"x5u\":\"http://127.0.0.1:1/\"", claims)),
                Arguments.of("crit", "Bearer " + withHeader("\"crit\":[\"exp\"]", claims)),
                Arguments.of(
                        "no type",
                        "Bearer " + Tokens.sign(HOME, "{\"alg\":\"EdDSA\",\"kid\":\"kid-home.localhost\"}", claims)),
                Arguments.of("unknown key", "Bearer " + Tokens.sign(HOME, Tokens.header("nobody.localhost"), claims)),
                Arguments.of("a flipped bit", "Bearer " + valid.substring(0, valid.length() - 4) + "AAAA"),
                Arguments.of(
                        "a lifetime above the bound",
                        "Bearer " + Tokens.sign(HOME, Tokens.header(HOME), Tokens.claims(HOME, now, now + 901))),
                Arguments.of(
                        "issued in the future",
                        "Bearer " + Tokens.sign(HOME, Tokens.header(HOME), Tokens.claims(HOME, now + 120, now + 900))),
                Arguments.of(
                        "no expiry",
                        "Bearer " + Tokens.sign(HOME, Tokens.header(HOME), claims.replaceAll(",\"exp\":\\d+", ""))),
                Arguments.of(
                        "no session",
                        "Bearer "
                                + Tokens.sign(HOME, Tokens.header(HOME), claims.replaceAll("\"sid\":\"[^\"]+\",", ""))),
                Arguments.of("longer than 4 KiB", "Bearer " + valid + "A".repeat(4096)));
    }

    @Test
    void shouldSayExpired_whenTheTokenWasSoundAMomentAgo() throws InterruptedException {
        long now = Instant.now().getEpochSecond();
        String token = Tokens.sign(HOME, Tokens.header(HOME), Tokens.claims(HOME, now - 10, now + 3));
        for (int i = 0; i < 3; i++) {
            call("/sample/access", "Bearer " + token).statusCode(200);
        }

        Thread.sleep(3_100); // the token's own time

        call("/sample/access", "Bearer " + token).statusCode(401).body("code", equalTo("TOKEN_EXPIRED"));
    }

    @Test
    void shouldSayExpired_whenOnlyTheTimeIsWrong() {
        long now = Instant.now().getEpochSecond();
        String token = Tokens.sign(HOME, Tokens.header(HOME), Tokens.claims(HOME, now - 900, now - 1));

        call("/sample/access", "Bearer " + token)
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body("code", equalTo("TOKEN_EXPIRED"));
    }

    @Test
    void shouldRequireCredentials_whenNoneAreSent() {
        given().header("Host", HOME)
                .get("/sample/access")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body("code", equalTo("AUTH_REQUIRED"));
    }

    @Test
    void shouldRequireCredentials_whenTwoAreSent() {
        given().header("Host", HOME)
                .header("Authorization", "Bearer " + Tokens.valid(HOME), "Bearer " + Tokens.valid(HOME))
                .get("/sample/access")
                .then()
                .statusCode(401);
    }

    @Test
    void shouldDeny_whenTheRouteDeclaresNothing() {
        call("/sample/undeclared", "Bearer " + Tokens.valid(HOME)).statusCode(401);
    }

    @Test
    void shouldDeny_whenAnAccessTokenComesWhereASessionTokenBelongs() {
        call("/sample/session", "Bearer " + Tokens.valid(HOME)).statusCode(401).body("code", equalTo("AUTH_REQUIRED"));
    }

    @Test
    void shouldServeOpenRoutes_whenTheTokenIsGarbage() {
        call("/sample/open", "Bearer garbage").statusCode(200);
    }

    @Test
    void shouldAskForKeysAtMostOnce_whenManyTokensNameUnknownKeys() {
        long now = Instant.now().getEpochSecond();
        call("/sample/access", "Bearer " + Tokens.valid(HOME)).statusCode(200);
        int before = SampleJwks.CALLS.get();

        for (int i = 0; i < 20; i++) {
            String header = Tokens.header("unknown-" + i + ".localhost");
            call("/sample/access", "Bearer " + Tokens.sign(HOME, header, Tokens.claims(HOME, now, now + 900)))
                    .statusCode(401);
        }

        assertThat(SampleJwks.CALLS.get() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldNotBlameTheToken_whenTheKeysCanNotBeHad() {
        SampleJwks.AWAY.set(OTHER);
        callOther().statusCode(503).body("code", equalTo("DEPENDENCY_UNAVAILABLE"));

        SampleJwks.AWAY.set("");
        callOther().statusCode(200).body("tenant", equalTo(OTHER));
    }

    private static ValidatableResponse callOther() {
        return given().header("Host", OTHER)
                .header("Authorization", "Bearer " + Tokens.valid(OTHER))
                .get("/sample/access")
                .then();
    }

    private static ValidatableResponse call(String path, String authorization) {
        return given().header("Host", HOME)
                .header("Authorization", authorization)
                .get(path)
                .then();
    }

    private static String withHeader(String member, String claims) {
        return Tokens.sign(HOME, Tokens.header(HOME).replace("}", "," + member + "}"), claims);
    }

    private static String hs256(String claims) throws GeneralSecurityException {
        String input = Tokens.part("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"kid-home.localhost\"}") + "."
                + Tokens.part(claims);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Tokens.key(HOME).publicKey().toArray(), "HmacSHA256"));
        return input + "." + Base64Url.encode(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    }
}
