package dev.capsule.client.keys;

import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.DeviceId;
import java.util.Optional;

/**
 * What one device alone holds.
 *
 * @param signingSeed of the device signing key, 64 bytes
 * @param sessionToken from the last login
 */
public record DeviceKeys(DeviceId device, Secret signingSeed, Optional<String> sessionToken) {

    public static DeviceKeys fresh() {
        return new DeviceKeys(DeviceId.generate(), Secret.random(HybridSigner.SEED_LENGTH), Optional.empty());
    }

    public HybridSigner signer() {
        return new HybridSigner(signingSeed);
    }

    public DeviceKeys session(String token) {
        return new DeviceKeys(device, signingSeed, Optional.of(token));
    }

    /** A record would print the session token. */
    @Override
    public String toString() {
        return "DeviceKeys[" + device + "]";
    }
}
