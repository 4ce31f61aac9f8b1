package dev.capsule.identity.proof;

import dev.capsule.identity.keys.SealingKey;
import dev.capsule.protocol.account.ChallengePurpose;
import dev.capsule.protocol.account.SessionChallenge;
import dev.capsule.protocol.crypto.Hmac;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;

/**
 * Issues challenges without storing them, so that asking costs no space and tells nothing: a nonce is 12 random bytes
 * and 20 bytes of an HMAC-SHA256 over them, the user, the purpose and the expiry, under a key of the tenant. Only a
 * nonce that was spent is stored, until it expires.
 */
@ApplicationScoped
public class Challenges {
    static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final int RANDOM_LENGTH = 12;

    private final SealingKey keys;
    private final Clock clock;

    Challenges(SealingKey keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    Challenge issue(TenantId tenant, UserId user, ChallengePurpose purpose) {
        byte[] random = Secret.random(RANDOM_LENGTH).reveal();
        var expires = new Timestamp(clock.instant().plus(LIFETIME));
        return new Challenge(nonce(tenant, user, purpose, expires, random), expires);
    }

    /** Whether this server issued the challenge for exactly this user, purpose, expiry and tenant, and it is not over. */
    boolean isOurs(SessionChallenge challenge) {
        byte[] sent = challenge.nonce().toArray();
        if (sent.length != SessionChallenge.NONCE_LENGTH
                || !challenge.expires().instant().isAfter(clock.instant())) {
            return false;
        }
        byte[] random = Arrays.copyOf(sent, RANDOM_LENGTH);
        Bytes expected = nonce(challenge.tenant(), challenge.user(), challenge.purpose(), challenge.expires(), random);
        return MessageDigest.isEqual(expected.toArray(), sent);
    }

    private Bytes nonce(TenantId tenant, UserId user, ChallengePurpose purpose, Timestamp expires, byte[] random) {
        byte[] bound = (purpose.wireName() + "\0" + expires).getBytes(StandardCharsets.UTF_8);
        byte[] mac = Hmac.sha256(keys.derive("challenge", tenant), random, user.bytes(), bound);
        byte[] nonce = Arrays.copyOf(random, SessionChallenge.NONCE_LENGTH);
        System.arraycopy(mac, 0, nonce, RANDOM_LENGTH, SessionChallenge.NONCE_LENGTH - RANDOM_LENGTH);
        return Bytes.of(nonce);
    }
}
