package dev.capsule.service.auth;

import dev.capsule.protocol.id.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The operator's bearer token, known only by its SHA-256 ({@code capsule.operator.token-sha256}, 64 lower-case hex
 * digits). Without that setting nobody is an operator. The token is opaque text without dots, from at least 128 random
 * bits; a hash that is not one stops the start.
 */
@ApplicationScoped
class OperatorToken {
    private final Optional<Sha256> expected;

    OperatorToken(@ConfigProperty(name = "capsule.operator.token-sha256") Optional<String> hash) {
        expected = hash.map(Sha256::parse);
    }

    boolean matches(String token) {
        // comparing hashes tells nothing about the token, however long it takes
        return expected.isPresent() && expected.get().equals(Sha256.hash(token.getBytes(StandardCharsets.UTF_8)));
    }
}
