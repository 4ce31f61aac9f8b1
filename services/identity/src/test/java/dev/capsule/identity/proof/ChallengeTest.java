package dev.capsule.identity.proof;

import static dev.capsule.identity.sample.Person.post;
import static dev.capsule.identity.sample.Person.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.identity.sample.MutableClock;
import dev.capsule.identity.sample.Person;
import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.service.body.Base64Url;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "identity"))
class ChallengeTest {
    @Inject
    MutableClock clock;

    @AfterEach
    void resetTheClock() {
        clock.reset();
    }

    @Test
    void shouldAnswerAlike_whetherOrNotTheUserExists() {
        var known = new Person();
        known.register();

        var forKnown = challenge(known, "login");
        var forUnknown = challenge(new Person(), "login");

        assertThat(forKnown.keySet()).containsExactlyInAnyOrder("nonce", "expires");
        assertThat(forUnknown.keySet()).isEqualTo(forKnown.keySet());
        assertThat(Base64Url.decode(forUnknown.get("nonce"))).hasSize(32);
        var lifetime = Duration.between(
                clock.instant(), Timestamp.parse(forUnknown.get("expires")).instant());
        assertThat(lifetime).isBetween(Duration.ofSeconds(290), Duration.ofSeconds(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Login", "admin", "register "})
    void shouldRefuse_whenThePurposeIsUnknown(String purpose) {
        post("/accounts/challenge", Map.of("user_id", new Person().id.toString(), "purpose", purpose))
                .statusCode(400)
                .body("code", equalTo("BODY_MALFORMED"));
    }

    @Test
    void shouldRefuse_whenAProofIsUsedTwice() {
        var person = new Person();
        person.register();
        var body = person.proof(ChallengePurpose.LOGIN);
        body.put("device_id", person.device.toString());
        post("/sessions", body).statusCode(201);

        refused(body);
    }

    @Test
    void shouldRefuse_whenTheChallengeIsOver() {
        var person = new Person();
        person.register();
        var body = loginBody(person, person.proof(ChallengePurpose.LOGIN));

        clock.advance(Duration.ofSeconds(301));

        refused(body);
    }

    @ParameterizedTest
    @EnumSource(
            value = ChallengePurpose.class,
            names = {"REGISTER", "REVOKE_ALL", "APPEAL"})
    void shouldRefuse_whenTheChallengeWasForAnotherPurpose(ChallengePurpose other) {
        var person = new Person();
        person.register();

        refused(loginBody(person, person.proof(other)));
        refused(loginBody(person, person.proof(other, ChallengePurpose.LOGIN, Person.HOME)));
    }

    @Test
    void shouldRefuse_whenTheChallengeIsOfAnotherHost() {
        var person = new Person();
        person.register();

        refused(loginBody(person, person.proof(ChallengePurpose.LOGIN, ChallengePurpose.LOGIN, Person.OTHER)));
        var theirs = challenge(person, "login", Person.OTHER);
        refused(loginBody(
                person,
                person.signed(theirs.get("nonce"), theirs.get("expires"), ChallengePurpose.LOGIN, Person.HOME)));
    }

    @Test
    void shouldRefuse_whenTheNonceIsTheClientsOwn() {
        var person = new Person();
        person.register();
        var expires = new Timestamp(clock.instant().plusSeconds(200)).toString();

        refused(loginBody(
                person, person.signed(Base64Url.encode(new byte[32]), expires, ChallengePurpose.LOGIN, Person.HOME)));
    }

    @Test
    void shouldRefuse_whenTheExpiryWasMovedAndSigned() {
        var person = new Person();
        person.register();
        var challenge = challenge(person, "login");
        var later = new Timestamp(
                        Timestamp.parse(challenge.get("expires")).instant().plusSeconds(3600))
                .toString();

        refused(loginBody(person, person.signed(challenge.get("nonce"), later, ChallengePurpose.LOGIN, Person.HOME)));
    }

    @Test
    void shouldRefuse_whenTheChallengeWasForAnotherUser() {
        var person = new Person();
        person.register();
        var forAnother = challenge(new Person(), "login");

        refused(loginBody(
                person,
                person.signed(
                        forAnother.get("nonce"), forAnother.get("expires"), ChallengePurpose.LOGIN, Person.HOME)));
    }

    @Test
    void shouldRefuseAlike_whenThereIsNoSuchUser() {
        var nobody = new Person();

        refused(loginBody(nobody, nobody.proof(ChallengePurpose.LOGIN)));
    }

    private static Map<String, Object> loginBody(Person person, Map<String, Object> proof) {
        proof.put("device_id", person.device.toString());
        return proof;
    }

    private static ValidatableResponse refused(Map<String, Object> body) {
        return post("/sessions", body).statusCode(401).body("code", equalTo("AUTH_REQUIRED"));
    }

    private static Map<String, String> challenge(Person person, String purpose) {
        return challenge(person, purpose, Person.HOME);
    }

    private static Map<String, String> challenge(Person person, String purpose, String host) {
        return request(host)
                .contentType("application/json")
                .body(Map.of("user_id", person.id.toString(), "purpose", purpose))
                .post("/accounts/challenge")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("");
    }
}
