package dev.capsule.quota.reconcile;

import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.id.TenantId;
import java.util.List;
import java.util.function.Consumer;

/** Everything the gate ever announced as committed or purged. */
@FunctionalInterface
public interface LedgerEvents {
    /**
     * Reads a tenant's events from the beginning to what is the end now.
     *
     * @param batch receives them a few at a time, those of an album in order
     * @throws dev.capsule.service.problem.DependencyUnavailableException if they can't be read
     */
    void read(TenantId tenant, Consumer<List<Event>> batch);
}
