package dev.capsule.quota.reservation;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.ReservationRequest;

/** Lets measurements in other packages reserve the way the internal route does. */
public final class LaneDriver {
    private final Lane lane;

    public LaneDriver(TenantId tenant, Reservations reservations) {
        lane = new Lane(tenant, reservations);
    }

    /** @throws IllegalStateException if refused */
    public void reserve(ReservationRequest request) {
        if (!(lane.reserve(request) instanceof Verdict.Granted)) {
            throw new IllegalStateException("refused");
        }
    }
}
