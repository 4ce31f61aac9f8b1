package dev.capsule.quota.event;

import dev.capsule.protocol.event.Event;
import dev.capsule.service.db.Tx;
import dev.capsule.service.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Announces on {@code capsule.quota.events}. */
@ApplicationScoped
class OutboxQuotaEvents implements QuotaEvents {
    private final Outbox outbox;

    OutboxQuotaEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void announce(Tx tx, List<? extends Event> events) {
        outbox.appendAll(tx, events);
    }
}
