package dev.capsule.identity.session;

import dev.capsule.protocol.id.SessionId;

/**
 * A session just opened.
 *
 * @param token the only time it is known in clear
 */
public record NewSession(SessionId id, String token) {
    @Override
    public String toString() {
        return "NewSession[" + id + ", redacted]";
    }
}
