package dev.capsule.service.sample;

import dev.capsule.protocol.crypto.Ed25519Signer;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.service.body.Base64Url;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Makes access tokens, sound and otherwise. */
public final class Tokens {
    public static final UserId USER = UserId.generate();
    public static final SessionId SESSION = new SessionId(UuidV7.generate());

    private Tokens() {}

    public static Ed25519Signer key(String host) {
        return new Ed25519Signer(
                Secret.of(Sha256.hash(host.getBytes(StandardCharsets.UTF_8)).bytes()));
    }

    public static String valid(String host) {
        long now = Instant.now().getEpochSecond();
        return sign(host, header(host), claims(host, now, now + 900));
    }

    public static String header(String host) {
        return "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"kid-" + host + "\"}";
    }

    public static String claims(String host, long issued, long expires) {
        return "{\"iss\":\"%s\",\"tenant\":\"%s\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(host, host, USER, SESSION, issued, expires);
    }

    public static String sign(String host, String header, String claims) {
        String input = part(header) + "." + part(claims);
        return input + "."
                + Base64Url.encode(key(host)
                        .sign(input.getBytes(StandardCharsets.US_ASCII))
                        .toArray());
    }

    public static String part(String json) {
        return Base64Url.encode(json.getBytes(StandardCharsets.UTF_8));
    }
}
