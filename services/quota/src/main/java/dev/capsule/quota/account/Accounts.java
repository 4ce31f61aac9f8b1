package dev.capsule.quota.account;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.event.QuotaEvents;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/** The way to change accounts: lock them with their sponsors, change, close. */
@ApplicationScoped
public class Accounts {
    private final AccountStore store;
    private final QuotaConfig config;
    private final Clock clock;
    private final QuotaEvents events;

    public Accounts(AccountStore store, QuotaConfig config, Clock clock, QuotaEvents events) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Locks the accounts of the users and of whoever sponsors them, until the transaction ends; creates those that are
     * missing. Locks on accounts are taken after those on assets and charges, and before those on reservations.
     */
    public OpenAccounts open(Tx tx, TenantId tenant, Collection<UserId> users) {
        var open = new HashMap<UserId, Account>();
        var ceiling = lock(tx, tenant, users, open);
        var missing = new TreeSet<>(java.util.Comparator.comparing(UserId::value));
        users.stream().filter(user -> !open.containsKey(user)).forEach(missing::add);
        if (!missing.isEmpty()) {
            store.create(tx, tenant, missing);
            ceiling = lock(tx, tenant, missing, open);
        }
        // a sponsor set between the read of the sponsors and the lock
        var late = open.values().stream()
                .flatMap(account -> account.sponsor().stream())
                .filter(sponsor -> !open.containsKey(sponsor))
                .toList();
        if (!late.isEmpty()) {
            ceiling = lock(tx, tenant, late, open);
        }
        return new OpenAccounts(tx, tenant, open, ceiling, clock.instant(), config.grace(), store, events);
    }

    private OptionalLong lock(Tx tx, TenantId tenant, Collection<UserId> users, Map<UserId, Account> into) {
        var ceiling = OptionalLong.empty();
        for (var loaded : store.lock(tx, tenant, users)) {
            into.put(loaded.account().user(), loaded.account());
            ceiling = loaded.ceiling();
        }
        return ceiling;
    }
}
