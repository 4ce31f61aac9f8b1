package dev.capsule.service.body;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/**
 * A body that says itself that it is too large is refused before a byte of it has come (server-invariants 1, step 4: after
 * authentication and the protocol's headers). What it says is not believed otherwise: {@link BodyLimit} counts.
 */
@Provider
@Priority(Priorities.AUTHORIZATION + 30)
class DeclaredLengthFilter implements ContainerRequestFilter {
    private final BodyLimit limit;

    @Context
    ResourceInfo resource;

    DeclaredLengthFilter(BodyLimit limit) {
        this.limit = limit;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String declared = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (declared != null && exceeds(declared, most())) {
            throw new RefusalException(ReasonCode.BODY_TOO_LARGE);
        }
    }

    private long most() {
        var special = resource.getResourceMethod().getAnnotation(MaxBody.class);
        return special == null ? limit.maxBytes() : special.value();
    }

    private static boolean exceeds(String declared, long most) {
        try {
            return Long.parseLong(declared) > most;
        } catch (NumberFormatException e) {
            return false; // the server's HTTP refuses what is no length
        }
    }
}
