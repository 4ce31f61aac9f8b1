package dev.capsule.validation.upgrade;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.InFlightRequest;
import dev.capsule.service.internal.InternalClient;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks ingest, who holds the sessions, how many of an album still run. */
@ApplicationScoped
public class InFlight {
    private final InternalClient internal;

    InFlight(InternalClient internal) {
        this.internal = internal;
    }

    /** @throws dev.capsule.service.problem.DependencyUnavailableException if it can't be known: never taken for none */
    public long sessions(TenantId tenant, AlbumId album) {
        return InFlightRequest.readReply(
                internal.call("ingest", InFlightRequest.PATH, new InFlightRequest(tenant, album).encode()));
    }
}
