package dev.capsule.client;

import dev.capsule.client.http.Endpoint;
import dev.capsule.client.http.RetryPolicy;
import dev.capsule.client.keys.WrapKey;
import dev.capsule.protocol.crypto.Argon2id;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a client needs to know.
 *
 * @param root folder of the library; made if it is not there
 * @param keyTier cost of a new passphrase key; an existing key file is opened at the cost it records
 */
public record ClientConfig(Path root, Endpoint endpoint, Argon2id.Parameters keyTier, RetryPolicy retry, Clock clock) {

    public static ClientConfig of(Path root, Endpoint endpoint) {
        return new ClientConfig(root, endpoint, WrapKey.tier(), RetryPolicy.DEFAULT, Clock.systemUTC());
    }

    public ClientConfig keyTier(Argon2id.Parameters tier) {
        return new ClientConfig(root, endpoint, tier, retry, clock);
    }

    public ClientConfig retry(RetryPolicy policy) {
        return new ClientConfig(root, endpoint, keyTier, policy, clock);
    }

    public ClientConfig clock(Clock other) {
        return new ClientConfig(root, endpoint, keyTier, retry, other);
    }
}
