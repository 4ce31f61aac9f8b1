package dev.capsule.identity.token;

import dev.capsule.identity.session.SessionUse;
import dev.capsule.service.auth.AccessTokenVerifier;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** {@code POST /tokens}: an access token for a session token. Each one prolongs the session. */
@Path("/tokens")
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@RunOnVirtualThread
public class TokenResource {
    private final AccessTokens tokens;
    private final SessionUse use;
    private final CurrentCaller caller;

    TokenResource(AccessTokens tokens, SessionUse use, CurrentCaller caller) {
        this.tokens = tokens;
        this.use = use;
        this.caller = caller;
    }

    /** @param expiresIn seconds */
    public record TokenAnswer(String accessToken, long expiresIn) {
        @Override
        public String toString() {
            return "TokenAnswer[redacted]";
        }
    }

    @POST
    @RolesAllowed(Roles.SESSION)
    public TokenAnswer issue() {
        use.record(caller.get());
        return new TokenAnswer(tokens.mint(caller.get()), AccessTokenVerifier.LIFETIME.toSeconds());
    }
}
