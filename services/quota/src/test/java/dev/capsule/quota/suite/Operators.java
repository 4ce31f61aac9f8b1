package dev.capsule.quota.suite;

import dev.capsule.protocol.id.Sha256;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Settings of the tests: an operator, small limits, identity played by the service itself. */
public final class Operators implements QuarkusTestProfile {
    static final String TOKEN = "operator-token-of-the-tests-0123456789";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "capsule.operator.token-sha256",
                Sha256.hash(TOKEN.getBytes(StandardCharsets.US_ASCII)).hex(),
                "capsule.identity.internal-url",
                "http://127.0.0.1:${capsule.internal.port}",
                "capsule.quota.internal-url",
                "http://127.0.0.1:${capsule.internal.port}",
                "capsule.quota.default-soft",
                "800",
                "capsule.quota.default-hard",
                "1000");
    }
}
