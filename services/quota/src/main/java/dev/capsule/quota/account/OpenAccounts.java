package dev.capsule.quota.account;

import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.QuotaStateChanged;
import dev.capsule.protocol.id.EventId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.quota.event.QuotaEvents;
import dev.capsule.quota.state.QuotaState;
import dev.capsule.service.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Accounts under lock in one transaction. Changes go to whoever is billed; {@link #close} writes them. */
public final class OpenAccounts {
    private final Tx tx;
    private final TenantId tenant;
    private final Map<UserId, Account> before;
    private final Map<UserId, Account> now;
    private final OptionalLong ceiling;
    private final Instant instant;
    private final Duration grace;
    private final AccountStore store;
    private final QuotaEvents events;

    OpenAccounts(
            Tx tx,
            TenantId tenant,
            Map<UserId, Account> accounts,
            OptionalLong ceiling,
            Instant instant,
            Duration grace,
            AccountStore store,
            QuotaEvents events) {
        this.tx = tx;
        this.tenant = tenant;
        this.before = Map.copyOf(accounts);
        this.now = new HashMap<>(accounts);
        this.ceiling = ceiling;
        this.instant = instant;
        this.grace = grace;
        this.store = store;
        this.events = events;
    }

    /** The one time of this transaction. */
    public Instant instant() {
        return instant;
    }

    /** Bytes all accounts of the tenant may have used and reserved together. */
    public OptionalLong ceiling() {
        return ceiling;
    }

    public boolean holds(UserId user) {
        return now.containsKey(user);
    }

    public Account of(UserId user) {
        var account = now.get(user);
        if (account == null) {
            throw new IllegalStateException("the account is not locked");
        }
        return account;
    }

    /** The account that pays for this user. */
    public Account billing(UserId user) {
        return of(of(user).sponsor().orElse(user));
    }

    /** What decides about an operation of this user: an own suspension, then the state of the account that pays. */
    public QuotaState state(UserId user) {
        var own = of(user).stateAt(instant, grace);
        return own instanceof QuotaState.Suspended ? own : billing(user).stateAt(instant, grace);
    }

    /** @param bytes change of what is stored, of either sign */
    public void use(UserId user, long bytes) {
        put(billing(user).withUsed(bytes));
    }

    /** @param bytes change of what is set aside, of either sign */
    public void reserve(UserId user, BlobRole role, long bytes) {
        reserveFor(billing(user).user(), role, bytes);
    }

    /** Like {@link #reserve}, for the account that pays. */
    public void reserveFor(UserId billed, BlobRole role, long bytes) {
        put(of(billed).withReserved(bytes, role == BlobRole.METADATA ? bytes : 0));
    }

    /** Replaces an account as a whole, for operators' changes. */
    public void put(Account account) {
        now.put(account.user(), account);
    }

    /** Writes what changed and announces changes of state. */
    public void close() {
        close(false);
    }

    /** The same at the very end of the transaction: mostly without a round trip of its own for the commit. */
    public void closeLast() {
        close(true);
    }

    private void close(boolean last) {
        var changed = new ArrayList<Account>();
        var announcements = new ArrayList<QuotaStateChanged>();
        for (var account : now.values()) {
            var next = account.withState(account.stateAt(instant, grace));
            var old = before.get(account.user());
            if (!next.equals(old)) {
                changed.add(next);
            }
            if (old == null || !old.state().wireName().equals(next.state().wireName())) {
                announcements.add(announcement(next));
            }
        }
        if (!changed.isEmpty()) {
            store.save(tx, tenant, changed, last && announcements.isEmpty());
        }
        if (!announcements.isEmpty()) {
            events.announce(tx, List.copyOf(announcements));
        }
    }

    private QuotaStateChanged announcement(Account account) {
        return new QuotaStateChanged(
                new EventHead(EventId.generate(), tenant, new Timestamp(instant)),
                account.user(),
                account.state().wireName(),
                account.used(),
                account.state().graceExpiresAt().map(Timestamp::new));
    }
}
