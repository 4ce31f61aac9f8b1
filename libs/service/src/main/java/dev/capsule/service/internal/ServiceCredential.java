package dev.capsule.service.internal;

import dev.capsule.protocol.crypto.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The credential services show each other: {@code Authorization: Service <secret>}, compared in constant time. */
@ApplicationScoped
class ServiceCredential {
    private static final String SCHEME = "Service ";
    private static final int MIN_LENGTH = 16;

    private final Secret header;

    ServiceCredential(@ConfigProperty(name = "capsule.internal.secret") String secret) {
        if (secret.length() < MIN_LENGTH) {
            throw new IllegalStateException("capsule.internal.secret needs at least " + MIN_LENGTH + " characters");
        }
        header = Secret.of((SCHEME + secret).getBytes(StandardCharsets.UTF_8));
    }

    String header() {
        return new String(header.reveal(), StandardCharsets.UTF_8);
    }

    boolean matches(@Nullable String sent) {
        return sent != null && header.equals(Secret.of(sent.getBytes(StandardCharsets.UTF_8)));
    }
}
