package dev.capsule.service.http;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.service.problem.RoutingProblems;
import dev.capsule.service.tenant.CurrentTenant;
import dev.capsule.service.tenant.Tenants;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** The first to see a request: headers of every answer, then limiter, path and host, before anything is routed. */
@ApplicationScoped
class RequestGuard {
    /** Above authentication (200) and CORS (300). */
    private static final int FIRST = 1_000;

    private final StandardHeaders headers;
    private final InFlight inFlight;
    private final RateLimiter limiter;
    private final ClientAddress addresses;
    private final Tenants tenants;

    RequestGuard(
            StandardHeaders headers, InFlight inFlight, RateLimiter limiter, ClientAddress addresses, Tenants tenants) {
        this.headers = headers;
        this.inFlight = inFlight;
        this.limiter = limiter;
        this.addresses = addresses;
        this.tenants = tenants;
    }

    void register(@Observes Filters filters) {
        filters.register(this::guard, FIRST);
    }

    private void guard(RoutingContext routing) {
        RequestId.assign(routing);
        headers.onEveryAnswer(routing);
        UnreadBody.dropAfterAnswer(routing);
        int retryAfter = limiter.secondsUntilAllowed(addresses.of(routing.request()));
        if (retryAfter > 0) {
            RoutingProblems.refuse(routing, Refusal.of(ReasonCode.RATE_LIMITED), retryAfter);
        } else if (!inFlight.admit(routing)) {
            RoutingProblems.refuse(routing, Refusal.of(ReasonCode.DEPENDENCY_UNAVAILABLE), 1);
        } else if (Paths.isAmbiguous(routing.request().path())) {
            RoutingProblems.refuse(routing, Refusal.of(ReasonCode.BODY_MALFORMED, "The path is ambiguous"));
        } else {
            var authority = routing.request().authority();
            tenants.ofAuthority(authority == null ? null : authority.toString())
                    .ifPresentOrElse(
                            tenant -> {
                                CurrentTenant.set(routing, tenant);
                                routing.next();
                            },
                            () -> RoutingProblems.refuse(routing, Refusal.of(ReasonCode.NOT_FOUND)));
        }
    }
}
