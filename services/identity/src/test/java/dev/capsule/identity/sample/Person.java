package dev.capsule.identity.sample;

import static io.restassured.RestAssured.given;

import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.protocol.account.SessionChallenge;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.body.Base64Url;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A user with an identity key, as a client would act for them. */
public final class Person {
    public static final String HOME = "home.localhost";
    public static final String OTHER = "other.localhost";

    public final UserId id = UserId.generate();
    public final HybridSigner key = new HybridSigner(Secret.random(HybridSigner.SEED_LENGTH));
    public final DeviceId device = DeviceId.generate();

    public static RequestSpecification request() {
        return request(HOME);
    }

    public static RequestSpecification request(String host) {
        return given().header("Host", host)
                .header("Capsule-Protocol", "2026-05-31")
                .accept("application/json");
    }

    public static RequestSpecification with(String token) {
        return request().header("Authorization", "Bearer " + token);
    }

    /** The members of a fresh proof; a test may spoil them. */
    public Map<String, Object> proof(ChallengePurpose purpose) {
        return proof(purpose, purpose, HOME);
    }

    public Map<String, Object> proof(ChallengePurpose asked, ChallengePurpose signed, String host) {
        var answer = request(host)
                .contentType("application/json")
                .body(Map.of("user_id", id.toString(), "purpose", asked.wireName()))
                .post("/accounts/challenge")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return signed(answer.getString("nonce"), answer.getString("expires"), signed, host);
    }

    public Map<String, Object> signed(String nonce, String expires, ChallengePurpose purpose, String host) {
        var signature = new SessionChallenge(
                        id, Bytes.of(Base64Url.decode(nonce)), purpose, Timestamp.parse(expires), new TenantId(host))
                .sign(key);
        var members = new HashMap<String, Object>();
        members.put("user_id", id.toString());
        members.put("nonce", nonce);
        members.put("expires", expires);
        members.put(
                "signature",
                new ArrayList<>(List.of(
                        Base64Url.encode(signature.ed25519().toArray()),
                        Base64Url.encode(signature.mlDsa65().toArray()))));
        return members;
    }

    public Map<String, Object> registration() {
        var body = proof(ChallengePurpose.REGISTER);
        body.put("ik_public", publicKey());
        return body;
    }

    public List<String> publicKey() {
        return List.of(
                Base64Url.encode(key.publicKey().ed25519().toArray()),
                Base64Url.encode(key.publicKey().mlDsa65().toArray()));
    }

    public static ValidatableResponse post(String path, Map<String, Object> body) {
        return request().contentType("application/json").body(body).post(path).then();
    }

    /** @return the session token */
    public String register() {
        return post("/accounts", registration()).statusCode(201).extract().path("session_token");
    }

    /** @return the session token */
    public String login() {
        var body = proof(ChallengePurpose.LOGIN);
        body.put("device_id", device.toString());
        return post("/sessions", body).statusCode(201).extract().path("session_token");
    }

    public static String accessToken(String sessionToken) {
        return with(sessionToken)
                .post("/tokens")
                .then()
                .statusCode(200)
                .extract()
                .path("access_token");
    }
}
