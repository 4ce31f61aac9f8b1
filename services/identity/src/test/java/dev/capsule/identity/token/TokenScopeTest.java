package dev.capsule.identity.token;

import static dev.capsule.identity.sample.Person.accessToken;
import static dev.capsule.identity.sample.Person.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.identity.sample.MutableClock;
import dev.capsule.identity.sample.Person;
import dev.capsule.protocol.crypto.Signatures;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.service.body.Base64Url;
import dev.capsule.service.body.Mappers;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "identity"))
class TokenScopeTest {
    @Inject
    MutableClock clock;

    @AfterEach
    void resetTheClock() {
        clock.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /sessions, session",
        "DELETE, /sessions/01900000-0000-7000-8000-000000000000, session",
        "POST, /tokens, session",
        "PUT, /escrow/account-keys, access",
        "GET, /escrow/account-keys, access",
        "POST, /deliveries, access",
        "GET, /deliveries, access",
        "DELETE, /deliveries/01900000-0000-7000-8000-000000000000, access",
        "DELETE, /deliveries, access",
    })
    void shouldTakeOneKindOfTokenOnly_onEveryRoute(String method, String path, String kind) {
        String session = new Person().register();
        String access = accessToken(session);
        String wrong = kind.equals("session") ? access : session;
        String right = kind.equals("session") ? session : access;

        for (String bad : List.of(
                "Bearer " + wrong,
                "Bearer garbage",
                "Bearer " + "A".repeat(22),
                "Bearer " + unsigned(access),
                "Bearer " + access.substring(0, access.length() - 3) + "AAA",
                "Basic " + right,
                right)) {
            request()
                    .header("Authorization", bad)
                    .request(method, path)
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", "Bearer")
                    .header("Capsule-Protocol-Max", "2026-05-31")
                    .body("code", equalTo("AUTH_REQUIRED"));
        }
        request().request(method, path).then().statusCode(401).body("code", equalTo("AUTH_REQUIRED"));
        request(Person.OTHER)
                .header("Authorization", "Bearer " + right)
                .request(method, path)
                .then()
                .statusCode(401)
                .body("code", equalTo("AUTH_REQUIRED"));
        int status = request()
                .header("Authorization", "Bearer " + right)
                .request(method, path)
                .statusCode();
        assertThat(status).isNotIn(401, 403);
    }

    @Test
    void shouldSayExpired_whenTheAccessTokenIsFifteenMinutesOld() {
        String access = accessToken(new Person().register());

        clock.advance(Duration.ofMinutes(15));

        Person.with(access).get("/deliveries").then().statusCode(401).body("code", equalTo("TOKEN_EXPIRED"));
    }

    @Test
    void shouldSignWithAPublishedKey_whenATokenIsIssued() throws IOException {
        var person = new Person();
        person.register();
        String session = person.login();
        var answer = Person.with(session).post("/tokens").then().statusCode(200).extract();
        assertThat((Integer) answer.path("expires_in")).isEqualTo(900);
        String[] parts = answer.<String>path("access_token").split("\\.", -1);
        JsonNode header = Mappers.json().readTree(Base64Url.decode(parts[0]));
        JsonNode claims = Mappers.json().readTree(Base64Url.decode(parts[1]));

        Map<String, String> key = request()
                .get("/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=300")
                .extract()
                .path("keys.find { it.kid == '" + header.get("kid").asText() + "' }");

        assertThat(header.get("alg").asText()).isEqualTo("EdDSA");
        assertThat(header.get("typ").asText()).isEqualTo("at+jwt");
        assertThat(key).containsEntry("kty", "OKP").containsEntry("crv", "Ed25519");
        Signatures.verifyOperational(
                Bytes.of(Base64Url.decode(key.get("x"))),
                (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
                Bytes.of(Base64Url.decode(parts[2])));
        assertThat(claims.get("iss").asText()).isEqualTo(Person.HOME);
        assertThat(claims.get("tenant").asText()).isEqualTo(Person.HOME);
        assertThat(claims.get("sub").asText()).isEqualTo(person.id.toString());
        assertThat(claims.get("did").asText()).isEqualTo(person.device.toString());
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(900);
    }

    private static String unsigned(String access) {
        return Base64Url.encode("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + access.split("\\.", -1)[1] + ".";
    }
}
