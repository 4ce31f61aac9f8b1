package dev.capsule.service.auth;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

/** Turns a bearer token into a caller with exactly one role: the kind of its token. */
@ApplicationScoped
class BearerIdentities implements IdentityProvider<BearerRequest> {
    private static final int MAX_SESSION_TOKEN = 64;

    private final AccessTokenVerifier accessTokens;
    private final OperatorToken operatorToken;
    private final Instance<SessionTokens> sessionTokens;

    BearerIdentities(
            AccessTokenVerifier accessTokens, OperatorToken operatorToken, Instance<SessionTokens> sessionTokens) {
        this.accessTokens = accessTokens;
        this.operatorToken = operatorToken;
        this.sessionTokens = sessionTokens;
    }

    @Override
    public Class<BearerRequest> getRequestType() {
        return BearerRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(BearerRequest request, AuthenticationRequestContext context) {
        // no change of threads for the many requests with the token of the one before
        return accessTokens
                .remembered(request.tenant(), request.token())
                .map(caller -> Uni.createFrom().item(identity(caller, Roles.ACCESS)))
                .orElseGet(() -> context.runBlocking(() -> identity(request)));
    }

    private SecurityIdentity identity(BearerRequest request) {
        if (operatorToken.matches(request.token())) {
            return QuarkusSecurityIdentity.builder()
                    .setPrincipal(new QuarkusPrincipal(Roles.OPERATOR))
                    .addRole(Roles.OPERATOR)
                    .build();
        }
        try {
            return request.token().indexOf('.') >= 0
                    ? identity(accessTokens.verify(request.tenant(), request.token()), Roles.ACCESS)
                    : identity(session(request), Roles.SESSION);
        } catch (RefusalException e) {
            throw AuthenticationRefused.of(e);
        }
    }

    private Caller session(BearerRequest request) {
        if (!sessionTokens.isResolvable() || request.token().length() > MAX_SESSION_TOKEN) {
            throw new RefusalException(ReasonCode.AUTH_REQUIRED);
        }
        return sessionTokens.get().authenticate(request.tenant(), request.token());
    }

    private static SecurityIdentity identity(Caller caller, String role) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(caller.user().toString()))
                .addRole(role)
                .addAttribute(CurrentCaller.ATTRIBUTE, caller)
                .build();
    }
}
