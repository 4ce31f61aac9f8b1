package dev.capsule.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.capsule.e2e.hostile.Http.Answer;
import dev.capsule.e2e.suite.Suite;
import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.protocol.account.SessionChallenge;
import dev.capsule.protocol.album.AlbumDescriptor;
import dev.capsule.protocol.album.EpochAttestationBuilder;
import dev.capsule.protocol.album.Member;
import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.directory.DeviceEntry;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A user with real keys, one device and one album, who speaks plain HTTP and can say anything. */
public final class Actor {
    final UserId user = UserId.generate();
    final DeviceId device = DeviceId.generate();
    final AlbumId album = AlbumId.generate();
    final HybridSigner identityKey = signer();
    final HybridSigner deviceKey = signer();
    final HybridSigner adminKey = signer();
    final HybridSigner writeKey = signer();
    final TenantId tenant;
    private String accessToken = "";

    private Actor(TenantId tenant) {
        this.tenant = tenant;
    }

    /** Registers, publishes a directory and creates an album. */
    static Actor enter(TenantId tenant) throws IOException, InterruptedException {
        var actor = new Actor(tenant);
        actor.register();
        actor.publishDirectory();
        actor.createAlbum();
        return actor;
    }

    public static Actor enter() throws IOException, InterruptedException {
        return enter(Suite.HOME);
    }

    static HybridSigner signer() {
        return new HybridSigner(Secret.random(HybridSigner.SEED_LENGTH));
    }

    public String accessToken() {
        return accessToken;
    }

    private void register() throws IOException, InterruptedException {
        ObjectNode ask = Http.JSON.createObjectNode();
        ask.put("user_id", user.toString()).put("purpose", "register");
        var challenge = json("POST", "/accounts/challenge", ask).json();
        var nonce =
                Bytes.of(Base64.getUrlDecoder().decode(challenge.get("nonce").asText()));
        var expires = challenge.get("expires").asText();
        var signature = new SessionChallenge(user, nonce, ChallengePurpose.REGISTER, Timestamp.parse(expires), tenant)
                .sign(identityKey);
        ObjectNode body = Http.JSON.createObjectNode();
        body.put("user_id", user.toString()).put("nonce", base64(nonce)).put("expires", expires);
        body.putArray("signature").add(base64(signature.ed25519())).add(base64(signature.mlDsa65()));
        body.putArray("ik_public")
                .add(base64(identityKey.publicKey().ed25519()))
                .add(base64(identityKey.publicKey().mlDsa65()));
        var account = json("POST", "/accounts", body);
        assertThat(account.status()).isEqualTo(201);
        var session = Map.of(
                "Authorization", "Bearer " + account.json().get("session_token").asText());
        accessToken = Http.send("POST", "/tokens", tenant, session, new byte[0])
                .json()
                .get("access_token")
                .asText();
    }

    private void publishDirectory() throws IOException, InterruptedException {
        var added = new Timestamp(Instant.now().minusSeconds(3600));
        var entry = DeviceEntry.sign(
                user, device, deviceKey.publicKey(), Bytes.EMPTY, added, Optional.empty(), identityKey);
        var directory = DeviceDirectory.sign(user, 1, new Timestamp(Instant.now()), List.of(entry), identityKey);
        var answer = cbor("PUT", "/directories/" + user, directory.encoded().toArray());
        assertThat(answer.status()).isEqualTo(201);
    }

    private void createAlbum() throws IOException, InterruptedException {
        var now = new Timestamp(Instant.now());
        var descriptor = AlbumDescriptor.sign(album, user, tenant.host(), now, deviceKey, adminKey);
        var first = EpochAttestationBuilder.first(album, writeKey.publicKey(), now)
                .members(List.of(new Member(user, MemberRole.ADMIN)))
                .sign(adminKey);
        var body = new ByteArrayOutputStream();
        body.writeBytes(descriptor.encoded().toArray());
        body.writeBytes(first.encoded().toArray());
        assertThat(cbor("POST", "/albums", body.toByteArray()).status()).isEqualTo(201);
    }

    public Answer json(String method, String path, ObjectNode body) throws IOException, InterruptedException {
        return send(method, path, Map.of("Content-Type", "application/json"), Http.JSON.writeValueAsBytes(body));
    }

    Answer cbor(String method, String path, byte[] body) throws IOException, InterruptedException {
        return send(method, path, Map.of("Content-Type", "application/cbor"), body);
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, Map.of(), new byte[0]);
    }

    /** One chunk, as a tus client sends it. */
    public Answer patch(String location, long offset, byte[] chunk) throws IOException, InterruptedException {
        return send(
                "PATCH",
                location,
                Map.of("Content-Type", "application/offset+octet-stream", "Upload-Offset", Long.toString(offset)),
                chunk);
    }

    /** How many entries the feed has for this user. */
    int feedSize() throws IOException, InterruptedException {
        return get("/sync?limit=500").json().get("entries").size();
    }

    /** How many upload sessions this user has, of any state. */
    int sessions() throws IOException, InterruptedException {
        var answer = get("/upload/sessions").json();
        return (answer.isArray() ? answer : answer.get("sessions")).size();
    }

    public Answer send(String method, String path, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        return send(method, path, tenant, headers, body);
    }

    /** As this user, to whatever tenant. */
    Answer send(String method, String path, TenantId host, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        var all = new HashMap<>(headers);
        if (!accessToken.isEmpty()) {
            all.putIfAbsent("Authorization", "Bearer " + accessToken);
        }
        return Http.send(method, path, host, all, body);
    }

    static String base64(Bytes bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
    }
}
