package dev.capsule.service.auth;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;

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

    /**
     * The caller on a route that works with and without a token.
     *
     * @throws io.quarkus.security.AuthenticationFailedException if there is a token and it is not sound
     */
    public Optional<Caller> find() {
        return Optional.ofNullable(identity.getAttribute(ATTRIBUTE));
    }

    @Produces
    @Dependent
    static Caller caller(CurrentCaller current) {
        return current.get();
    }
}
