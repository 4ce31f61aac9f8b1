package dev.capsule.service.auth;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;

/**
 * The caller of the request at hand. Inject this one anywhere; inject {@link Caller} itself only into request-scoped
 * beans, because a record has no proxy.
 */
@RequestScoped
public class CurrentCaller {
    static final String ATTRIBUTE = "capsule.caller";

    private final SecurityIdentity identity;

    public CurrentCaller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** @throws IllegalStateException on a route that does not require a token */
    public Caller get() {
        Caller caller = identity.getAttribute(ATTRIBUTE);
        if (caller == null) {
            throw new IllegalStateException("the route does not require a token");
        }
        return caller;
    }

    @Produces
    @Dependent
    static Caller caller(CurrentCaller current) {
        return current.get();
    }
}
