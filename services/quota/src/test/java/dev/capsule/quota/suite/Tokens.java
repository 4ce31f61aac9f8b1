package dev.capsule.quota.suite;

import dev.capsule.protocol.crypto.Ed25519Signer;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.service.body.Base64Url;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Access tokens as identity issues them. */
final class Tokens {
    private Tokens() {}

    static Ed25519Signer key(String host) {
        return new Ed25519Signer(
                Secret.of(Sha256.hash(host.getBytes(StandardCharsets.UTF_8)).bytes()));
    }

    static String access(String host, UserId user) {
        long now = Instant.now().getEpochSecond();
        String header = "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"kid-" + host + "\"}";
        String claims = "{\"iss\":\"%s\",\"tenant\":\"%s\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(host, host, user, new SessionId(UuidV7.generate()), now, now + 900);
        String input = part(header) + "." + part(claims);
        return input + "."
                + Base64Url.encode(key(host)
                        .sign(input.getBytes(StandardCharsets.US_ASCII))
                        .toArray());
    }

    private static String part(String json) {
        return Base64Url.encode(json.getBytes(StandardCharsets.UTF_8));
    }
}
