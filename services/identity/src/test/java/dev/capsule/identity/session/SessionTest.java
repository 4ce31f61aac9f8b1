package dev.capsule.identity.session;

import static dev.capsule.identity.sample.Person.accessToken;
import static dev.capsule.identity.sample.Person.post;
import static dev.capsule.identity.sample.Person.request;
import static dev.capsule.identity.sample.Person.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.capsule.identity.sample.MutableClock;
import dev.capsule.identity.sample.Person;
import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.service.db.Db;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "identity"))
class SessionTest {
    @Inject
    MutableClock clock;

    @Inject
    Db db;

    @AfterEach
    void resetTheClock() {
        clock.reset();
    }

    @Test
    void shouldListSessionsWithDeviceAndUse_whenAsked() {
        var person = new Person();
        person.register();
        String token = person.login();

        with(token)
                .get("/sessions")
                .then()
                .statusCode(200)
                .body("sessions", hasSize(2))
                .body("sessions.findAll { it.current }", hasSize(1))
                .body("sessions.find { it.current }.device_id", equalTo(person.device.toString()))
                .header("Cache-Control", "no-store");
    }

    @Test
    void shouldEndASession_whenItsUserAsks() {
        var person = new Person();
        String first = person.register();
        String second = person.login();
        String id = with(second).get("/sessions").path("sessions.find { it.current }.session_id");

        with(first).delete("/sessions/" + id).then().statusCode(204);

        with(second).get("/sessions").then().statusCode(401).body("code", equalTo("AUTH_REQUIRED"));
        with(second).post("/tokens").then().statusCode(401);
        with(first).get("/sessions").then().statusCode(200).body("sessions", hasSize(1));
        with(first).delete("/sessions/" + id).then().statusCode(404);
    }

    @Test
    void shouldFindNothing_whenTheSessionIsAnothersOrNoId() {
        var person = new Person();
        String theirs = person.register();
        String id = with(theirs).get("/sessions").path("sessions[0].session_id");
        String mine = new Person().register();

        with(mine).delete("/sessions/" + id).then().statusCode(404).body("code", equalTo("NOT_FOUND"));
        with(mine).delete("/sessions/not-an-id").then().statusCode(404).body("code", equalTo("NOT_FOUND"));
        with(theirs).get("/sessions").then().statusCode(200);
    }

    @Test
    void shouldRevokeAllOthers_whenTheProofHolds() {
        var person = new Person();
        String first = person.register();
        String second = person.login();
        String third = person.login();

        with(second)
                .contentType("application/json")
                .body(person.proof(ChallengePurpose.REVOKE_ALL))
                .post("/sessions/revoke-all")
                .then()
                .statusCode(200)
                .body("revoked", equalTo(2))
                .body("proof", equalTo(true));

        with(first).get("/sessions").then().statusCode(401);
        with(third).get("/sessions").then().statusCode(401);
        with(second).get("/sessions").then().statusCode(200);
    }

    @Test
    void shouldRevokeEverySession_whenTheProofComesAlone() {
        var person = new Person();
        String first = person.register();
        person.login();

        post("/sessions/revoke-all", person.proof(ChallengePurpose.REVOKE_ALL))
                .statusCode(200)
                .body("revoked", equalTo(2));

        with(first).get("/sessions").then().statusCode(401);
    }

    @Test
    void shouldRequireTheProof_whenOnlyATokenComes() {
        var person = new Person();
        String token = person.register();

        with(token)
                .post("/sessions/revoke-all")
                .then()
                .statusCode(403)
                .body("code", equalTo("MASTER_KEY_PROOF_REQUIRED"));
        with(token)
                .contentType("application/json")
                .body("{}")
                .post("/sessions/revoke-all")
                .then()
                .statusCode(403)
                .body("code", equalTo("MASTER_KEY_PROOF_REQUIRED"));
        request().post("/sessions/revoke-all").then().statusCode(403);
        with(token).get("/sessions").then().statusCode(200);
    }

    @Test
    void shouldRequireAFreshProof_whenItIsForAnotherPurposeReplayedOrOver() {
        var person = new Person();
        person.register();

        post("/sessions/revoke-all", person.proof(ChallengePurpose.LOGIN))
                .statusCode(403)
                .body("code", equalTo("MASTER_KEY_PROOF_REQUIRED"));

        var proof = person.proof(ChallengePurpose.REVOKE_ALL);
        post("/sessions/revoke-all", proof).statusCode(200);
        post("/sessions/revoke-all", proof).statusCode(403).body("code", equalTo("MASTER_KEY_PROOF_REQUIRED"));

        var old = person.proof(ChallengePurpose.REVOKE_ALL);
        clock.advance(Duration.ofMinutes(6));
        post("/sessions/revoke-all", old).statusCode(403);
    }

    @Test
    void shouldRevokeNothing_whenTheTokenIsOfOneAndTheProofOfAnother() {
        var victim = new Person();
        String stolen = victim.register();
        var thief = new Person();
        String own = thief.register();

        with(stolen)
                .contentType("application/json")
                .body(thief.proof(ChallengePurpose.REVOKE_ALL))
                .post("/sessions/revoke-all")
                .then()
                .statusCode(403)
                .body("code", equalTo("MASTER_KEY_PROOF_REQUIRED"));

        with(stolen).get("/sessions").then().statusCode(200);
        with(own).get("/sessions").then().statusCode(200);
    }

    @Test
    void shouldNotRevokeAnothersSessions_whenTheProofIsMine() {
        var victim = new Person();
        String token = victim.register();
        var attacker = new Person();
        attacker.register();
        var proof = new HashMap<>(attacker.proof(ChallengePurpose.REVOKE_ALL));
        proof.put("user_id", victim.id.toString());

        post("/sessions/revoke-all", proof).statusCode(403);

        with(token).get("/sessions").then().statusCode(200);
    }

    @Test
    void shouldSayExpired_whenTheSessionWasNotUsedFor180Days() {
        var person = new Person();
        String token = person.register();

        clock.advance(Duration.ofDays(179));
        with(token).post("/tokens").then().statusCode(200);
        clock.advance(Duration.ofDays(179));
        with(token).post("/tokens").then().statusCode(200);
        clock.advance(Duration.ofDays(180));

        with(token).post("/tokens").then().statusCode(401).body("code", equalTo("TOKEN_EXPIRED"));
    }

    @Test
    void shouldSayExpired_whenTheSessionIsAYearOldHoweverUsed() {
        var person = new Person();
        String token = person.register();
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofDays(120));
            with(token).post("/tokens").then().statusCode(200);
        }

        clock.advance(Duration.ofDays(6));

        with(token).post("/tokens").then().statusCode(401).body("code", equalTo("TOKEN_EXPIRED"));
    }

    @Test
    void shouldNotKnowTheToken_whenItComesToAnotherTenant() {
        String token = new Person().register();

        request(Person.OTHER)
                .header("Authorization", "Bearer " + token)
                .get("/sessions")
                .then()
                .statusCode(401)
                .body("code", equalTo("AUTH_REQUIRED"));
    }

    @Test
    void shouldNotStoreTheToken_whenASessionIsOpened() {
        var person = new Person();
        String token = person.register();

        long plain = db.asSystem(tx -> tx.one(
                        "select count(*) from login_session where token_hash = $1 or encode(token_hash, 'base64') = $2",
                        row -> row.getLong(0),
                        dev.capsule.service.body.Base64Url.decode(token),
                        token))
                .orElseThrow();

        assertThat(plain).isZero();
        assertThat(accessToken(token)).isNotBlank();
    }
}
