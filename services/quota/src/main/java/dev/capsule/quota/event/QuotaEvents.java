package dev.capsule.quota.event;

import dev.capsule.protocol.event.Event;
import dev.capsule.service.db.Tx;
import java.util.List;

/** Where changes are announced, in the transaction that makes them. */
@FunctionalInterface
public interface QuotaEvents {
    void announce(Tx tx, List<? extends Event> events);
}
