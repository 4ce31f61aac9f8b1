package dev.capsule.ingest.harness;

import dev.capsule.protocol.crypto.Ed25519Signer;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.id.UuidV7;
import dev.capsule.service.auth.TokenKeys;
import dev.capsule.service.body.Base64Url;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Sound access tokens, and the keys the service verifies them with. */
@ApplicationScoped
public class Tokens implements TokenKeys {
    private static final long LIFETIME = 900;

    @Override
    public Optional<Bytes> find(TenantId tenant, String keyId) {
        return keyId.equals("kid-" + tenant.host())
                ? Optional.of(key(tenant.host()).publicKey())
                : Optional.empty();
    }

    private static Ed25519Signer key(String host) {
        return new Ed25519Signer(
                Secret.of(Sha256.hash(host.getBytes(StandardCharsets.UTF_8)).bytes()));
    }

    public static String of(String host, UserId user) {
        long now = TestClock.now().getEpochSecond();
        String header = "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"kid-" + host + "\"}";
        String claims = "{\"iss\":\"%s\",\"tenant\":\"%s\",\"sub\":\"%s\",\"sid\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(host, host, user, UuidV7.generate(), now, now + LIFETIME);
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
