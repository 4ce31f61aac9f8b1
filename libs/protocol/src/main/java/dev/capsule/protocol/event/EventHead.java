package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import java.time.Clock;

/** What every event carries: its id (the inbox key), its tenant, and the server time of the fact. */
public record EventHead(EventId id, TenantId tenant, Timestamp at) {
    public static EventHead now(TenantId tenant, Clock clock) {
        return new EventHead(EventId.generate(), tenant, new Timestamp(clock.instant()));
    }

    static EventHead of(CborMap map) {
        return new EventHead(map.id(0, EventId::of), map.parsed(1, 253, TenantId::new), map.timestamp(2));
    }

    void write(CborMapBuilder map) {
        map.put(0, id).put(1, tenant.host()).put(2, at);
    }
}
