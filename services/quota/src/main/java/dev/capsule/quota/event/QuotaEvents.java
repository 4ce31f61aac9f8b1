package dev.capsule.quota.account;

import dev.capsule.protocol.event.QuotaStateChanged;
import dev.capsule.service.db.Tx;
import java.util.List;

/** Where changes of state are announced, in the transaction that makes them. */
@FunctionalInterface
public interface StateEvents {
    void announce(Tx tx, List<QuotaStateChanged> changes);
}
