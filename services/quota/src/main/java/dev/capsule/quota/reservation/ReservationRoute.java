package dev.capsule.quota.reservation;

import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.internal.InternalReply;
import dev.capsule.service.internal.InternalRoute;
import dev.capsule.service.tenant.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code POST /internal/reservations}: an empty map, or the refusal. */
@ApplicationScoped
class ReservationRoute implements InternalRoute {
    private static final byte[] EMPTY_MAP = new CborMapBuilder().encode();

    private final Map<String, Lane> lanes;

    ReservationRoute(Tenants tenants, Reservations reservations) {
        lanes = tenants.all().stream()
                .map(tenant -> Map.entry(tenant.host(), new Lane(tenant, reservations)))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));
    }

    @Override
    public String path() {
        return ReservationRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var request = ReservationRequest.decode(body);
        var lane = lanes.get(request.tenant().host());
        if (lane == null) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
        return switch (lane.reserve(request)) {
            case Verdict.Granted() -> InternalReply.ok(EMPTY_MAP);
            case Verdict.Refused(var refusal) -> throw refusal.asException();
        };
    }
}
