package dev.capsule.identity.account;

import static dev.capsule.identity.sample.Person.post;
import static dev.capsule.identity.sample.Person.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.capsule.identity.sample.Person;
import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.service.body.Base64Url;
import dev.capsule.service.body.Mappers;
import dev.capsule.service.db.Db;
import dev.capsule.testing.BackingResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = BackingResource.class, initArgs = @ResourceArg(name = "service", value = "identity"))
class RegistrationTest {
    @Inject
    Db db;

    @Test
    void shouldOpenASession_whenTheProofHolds() {
        var person = new Person();

        post("/accounts", person.registration())
                .statusCode(201)
                .body("user_id", equalTo(person.id.toString()))
                .body("session_token", matchesPattern("[A-Za-z0-9_-]{22}"))
                .body("session_id", matchesPattern("[0-9a-f-]{36}"))
                .header("Cache-Control", "no-store")
                .header("Capsule-Protocol-Min", "2026-05-31");
    }

    @Test
    void shouldTakeTheProof_whenItIsNested() {
        var person = new Person();
        Map<String, Object> body = new HashMap<>();
        body.put("ik_public", person.publicKey());
        body.put("proof", person.proof(ChallengePurpose.REGISTER));

        post("/accounts", body).statusCode(201);
    }

    @Test
    void shouldTakeAndGiveCbor_whenAsked() throws Exception {
        var person = new Person();
        var body = Mappers.cbor().writeValueAsBytes(person.registration());

        byte[] answer = request()
                .contentType("application/cbor")
                .accept("application/cbor")
                .body(body)
                .post("/accounts")
                .then()
                .statusCode(201)
                .extract()
                .asByteArray();

        assertThat(Mappers.cbor().readTree(answer).get("user_id").binaryValue()).isEqualTo(person.id.bytes());
    }

    @Test
    void shouldRefuse_whenTheAccountExists() {
        var person = new Person();
        person.register();

        post("/accounts", person.registration()).statusCode(409).body("code", equalTo("ACCOUNT_EXISTS"));
    }

    @Test
    void shouldRefuse_whenTheHandleIsTaken() {
        var handle = "h" + Person.class.hashCode() + System.nanoTime() % 1_000_000;
        var first = new Person().registration();
        first.put("handle", handle);
        post("/accounts", first).statusCode(201);
        var second = new Person().registration();
        second.put("handle", handle);

        post("/accounts", second).statusCode(409).body("code", equalTo("HANDLE_TAKEN"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "UPPER", "-dash", "with space", "ünïcode", "a/../b"})
    void shouldRefuse_whenTheHandleIsNotOfItsForm(String handle) {
        var body = new Person().registration();
        body.put("handle", handle);

        post("/accounts", body).statusCode(400).body("code", equalTo("BODY_MALFORMED"));
    }

    @Test
    void shouldRefuse_whenTheKeyIsNotTheOneThatSigned() {
        var person = new Person();
        var body = person.registration();
        body.put("ik_public", new Person().publicKey());

        post("/accounts", body).statusCode(401).body("code", equalTo("AUTH_REQUIRED"));
        assertThat(exists(person)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldRefuse_whenOneHalfOfTheSignatureIsWrong(int half) {
        var person = new Person();
        var body = person.registration();
        @SuppressWarnings("unchecked")
        var signature = (List<String>) body.get("signature");
        byte[] bytes = Base64Url.decode(signature.get(half));
        bytes[7] ^= 1;
        signature.set(half, Base64Url.encode(bytes));

        post("/accounts", body).statusCode(401).body("code", equalTo("AUTH_REQUIRED"));
        assertThat(exists(person)).isFalse();
    }

    @Test
    void shouldRefuse_whenThereIsNoProof() {
        post("/accounts", Map.of("ik_public", new Person().publicKey()))
                .statusCode(401)
                .body("code", equalTo("AUTH_REQUIRED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id", "nonce", "expires", "signature"})
    void shouldRefuse_whenAPartOfTheProofIsMissing(String member) {
        var body = new Person().registration();
        body.remove(member);

        post("/accounts", body).statusCode(400).body("code", equalTo("BODY_MALFORMED"));
    }

    @Test
    void shouldRefuse_whenAMemberIsUnknown() {
        var body = new Person().registration();
        body.put("admin", true);

        post("/accounts", body).statusCode(400).body("code", equalTo("UNKNOWN_FIELD"));
    }

    @Test
    void shouldRefuse_whenAKeyHasTheWrongLength() {
        var body = new Person().registration();
        body.put("ik_public", List.of("AAAA", "AAAA"));

        post("/accounts", body).statusCode(400).body("code", equalTo("BODY_MALFORMED"));
    }

    @Test
    void shouldRefuse_whenTheProtocolHeaderIsMissing() {
        io.restassured.RestAssured.given()
                .header("Host", Person.HOME)
                .contentType("application/json")
                .body(new Person().registration())
                .post("/accounts")
                .then()
                .statusCode(400)
                .body("code", equalTo("PROTOCOL_HEADER_MISSING"));
    }

    @Test
    void shouldAskForAnInvitation_whenTheTenantWantsOne() {
        var uninvited = new Person();
        var invited = new Person();

        registerAtOther(uninvited, null).statusCode(403).body("code", equalTo("REGISTRATION_CLOSED"));
        registerAtOther(uninvited, "wrong").statusCode(403);
        registerAtOther(invited, "welcome-stranger").statusCode(201);
    }

    @Test
    void shouldAnnounceTheAccount_whenItIsRegistered() {
        long before = relayed();
        new Person().register();

        await().atMost(Duration.ofSeconds(30)).until(() -> relayed() > before);
    }

    private static io.restassured.response.ValidatableResponse registerAtOther(Person person, String invite) {
        var body = person.proof(ChallengePurpose.REGISTER, ChallengePurpose.REGISTER, Person.OTHER);
        body.put("ik_public", person.publicKey());
        if (invite != null) {
            body.put("invite", invite);
        }
        return request(Person.OTHER)
                .contentType("application/json")
                .body(body)
                .post("/accounts")
                .then();
    }

    @Inject
    io.micrometer.core.instrument.MeterRegistry metrics;

    private long relayed() {
        return (long) metrics.counter("capsule.outbox.relayed").count();
    }

    private boolean exists(Person person) {
        return db.asSystem(tx -> tx.one("select 1 from account where user_id = $1", row -> true, person.id))
                .isPresent();
    }
}
