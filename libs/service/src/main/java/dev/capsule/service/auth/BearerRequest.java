package dev.capsule.service.auth;

import dev.capsule.protocol.id.TenantId;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A bearer token as it was sent, and the tenant it was sent to. Never prints the token. */
final class BearerRequest extends BaseAuthenticationRequest {
    private final TenantId tenant;
    private final String token;

    BearerRequest(TenantId tenant, String token) {
        this.tenant = tenant;
        this.token = token;
    }

    TenantId tenant() {
        return tenant;
    }

    String token() {
        return token;
    }

    @Override
    public String toString() {
        return "BearerRequest[" + tenant + ", redacted]";
    }
}
