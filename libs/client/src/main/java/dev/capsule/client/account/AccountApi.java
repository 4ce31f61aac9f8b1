package dev.capsule.client.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.capsule.client.http.Bearer;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.Json;
import dev.capsule.client.http.Reply;
import dev.capsule.client.http.Transport;
import dev.capsule.client.keys.AccountKeys;
import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.protocol.account.SessionChallenge;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Timestamp;

/** The routes of identity: registration, login, tokens (http-api). */
public final class AccountApi {
    private final Transport transport;

    public AccountApi(Transport transport) {
        this.transport = transport;
    }

    /** A new session. Its token is a secret and printed nowhere. */
    public record Session(SessionId id, String token) {
        static Session of(Reply reply) {
            var body = reply.json();
            return new Session(body.parsed("session_id", SessionId::parse), body.text("session_token"));
        }

        @Override
        public String toString() {
            return "Session[" + id + "]";
        }
    }

    /** An access token and how long it lasts, in seconds. */
    public record AccessToken(String token, long expiresIn) {
        @Override
        public String toString() {
            return "AccessToken[redacted]";
        }
    }

    public Session register(AccountKeys account) {
        var identity = account.identityKey();
        var body = proof(account, identity, ChallengePurpose.REGISTER);
        var key = body.putArray("ik_public");
        key.add(Json.text(identity.publicKey().ed25519()));
        key.add(Json.text(identity.publicKey().mlDsa65()));
        account.handle().ifPresent(handle -> body.put("handle", handle));
        return Session.of(transport.send(Call.post("/accounts").json(body).once()));
    }

    public Session login(AccountKeys account, DeviceId device) {
        var body = proof(account, account.identityKey(), ChallengePurpose.LOGIN);
        body.put("device_id", device.toString());
        return Session.of(transport.send(Call.post("/sessions").json(body).once()));
    }

    /** A proof of the identity key over a fresh challenge; single use, five minutes. */
    private ObjectNode proof(AccountKeys account, HybridSigner identity, ChallengePurpose purpose) {
        var request = Json.object().put("user_id", account.user().toString()).put("purpose", purpose.wireName());
        var answer =
                transport.send(Call.post("/accounts/challenge").json(request)).json();
        var nonce = Bytes.of(answer.bytes("nonce"));
        Timestamp expires = answer.timestamp("expires");
        var challenge = new SessionChallenge(account.user(), nonce, purpose, expires, account.tenant());
        var signature = challenge.sign(identity);
        var body = Json.object()
                .put("user_id", account.user().toString())
                .put("nonce", Json.text(nonce))
                .put("expires", expires.toString());
        body.putArray("signature").add(Json.text(signature.ed25519())).add(Json.text(signature.mlDsa65()));
        return body;
    }

    public AccessToken accessToken(String sessionToken) {
        var body = transport
                .send(Call.post("/tokens").as(Bearer.fixed(sessionToken)))
                .json();
        return new AccessToken(body.text("access_token"), body.number("expires_in"));
    }

    public void endSession(String sessionToken, SessionId session) {
        transport.send(Call.delete("/sessions/" + session).as(Bearer.fixed(sessionToken)));
    }
}
