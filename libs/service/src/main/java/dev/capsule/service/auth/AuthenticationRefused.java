package dev.capsule.service.auth;

import dev.capsule.protocol.reason.RefusalException;
import io.quarkus.security.AuthenticationFailedException;

/** Carries a refusal through the framework's authentication, to the problem mapper. */
final class AuthenticationRefused {
    private AuthenticationRefused() {}

    static AuthenticationFailedException of(RefusalException refusal) {
        return new AuthenticationFailedException(refusal.getMessage(), refusal);
    }
}
