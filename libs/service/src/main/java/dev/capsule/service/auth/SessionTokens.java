package dev.capsule.service.auth;

import dev.capsule.protocol.id.TenantId;

/** Recognises session tokens. Only identity has such a bean; everywhere else they are refused. */
public interface SessionTokens {

    /**
     * Blocking; called on a worker thread.
     *
     * @param token base64url text as sent, at most 64 characters
     * @throws dev.capsule.protocol.reason.RefusalException AUTH_REQUIRED for an unknown or revoked token, TOKEN_EXPIRED
     *     for one past its time
     */
    Caller authenticate(TenantId tenant, String token);
}
