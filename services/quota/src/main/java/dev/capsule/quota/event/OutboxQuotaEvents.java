package dev.capsule.quota.account;

import dev.capsule.protocol.event.QuotaStateChanged;
import dev.capsule.service.db.Tx;
import dev.capsule.service.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Announces on {@code capsule.quota.events}. */
@ApplicationScoped
class OutboxStateEvents implements StateEvents {
    private final Outbox outbox;

    OutboxStateEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void announce(Tx tx, List<QuotaStateChanged> changes) {
        outbox.appendAll(tx, changes);
    }
}
