package dev.capsule.quota.reservation;

import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.GroupCommit;
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

    /** By the tenants' hosts: a hot account costs one row lock and one commit for many reservations. */
    private final Map<String, GroupCommit<ReservationRequest, Verdict>> tenants;

    ReservationRoute(Tenants tenants, Reservations reservations) {
        this.tenants = tenants.all().stream()
                .map(tenant -> Map.entry(tenant.host(), reservations.together(tenant)))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));
    }

    @Override
    public String path() {
        return ReservationRequest.PATH;
    }

    @Override
    public InternalReply handle(byte[] body) {
        var request = ReservationRequest.decode(body);
        var tenant = tenants.get(request.tenant().host());
        if (tenant == null) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
        return switch (tenant.run(request)) {
            case Verdict.Granted() -> InternalReply.ok(EMPTY_MAP);
            case Verdict.Refused(var refusal) -> throw refusal.asException();
        };
    }
}
