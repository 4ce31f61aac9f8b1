package dev.capsule.service.tenant;

import dev.capsule.protocol.id.TenantId;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;

/** The tenant of the request at hand, found by its host before any resource ran. */
@RequestScoped
public class CurrentTenant {
    private static final String KEY = "capsule.tenant";

    private final RoutingContext routing;

    public CurrentTenant(RoutingContext routing) {
        this.routing = routing;
    }

    public TenantId id() {
        return of(routing);
    }

    /** Remembers the tenant for the rest of the request. */
    public static void set(RoutingContext routing, TenantId tenant) {
        routing.put(KEY, tenant);
    }

    /** @throws IllegalStateException before the host was looked at */
    public static TenantId of(RoutingContext routing) {
        TenantId tenant = routing.get(KEY);
        if (tenant == null) {
            throw new IllegalStateException("the request has no tenant yet");
        }
        return tenant;
    }
}
