package dev.capsule.quota.peer;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.internal.PeerCacheRequest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.quota.account.Accounts;
import dev.capsule.quota.account.OpenAccounts;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.quota.reservation.Ceiling;
import dev.capsule.quota.reservation.Leases;
import dev.capsule.quota.reservation.Shortage;
import dev.capsule.quota.state.Operation;
import dev.capsule.quota.usage.Booking;
import dev.capsule.quota.usage.Charges;
import dev.capsule.quota.usage.Payer;
import dev.capsule.quota.usage.UsageRole;
import dev.capsule.quota.usage.UsageStore;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Copies of other servers' blobs (federation-moderation 8): deduplicated by hash, charged to the user they are kept for,
 * and never more from one peer than its share, so that no peer fills a disk.
 */
@ApplicationScoped
public class PeerCache {
    private static final String HOLD = """
            insert into cache_hold (tenant_id, hash, user_id, peer, size, held_at) values ($1, $2, $3, $4, $5, $6)
            on conflict do nothing
            """;
    private static final String EVICT =
            "delete from cache_hold where tenant_id = $1 and hash = $2 and user_id = $3 and peer = $4";

    private final Db db;
    private final Charges charges;
    private final UsageStore usage;
    private final Accounts accounts;
    private final Booking booking;
    private final Leases leases;
    private final Ceiling ceiling;
    private final QuotaConfig config;
    private final Clock clock;

    public PeerCache(
            Db db,
            Charges charges,
            UsageStore usage,
            Accounts accounts,
            Booking booking,
            Leases leases,
            Ceiling ceiling,
            QuotaConfig config,
            Clock clock) {
        this.db = db;
        this.charges = charges;
        this.usage = usage;
        this.accounts = accounts;
        this.booking = booking;
        this.leases = leases;
        this.ceiling = ceiling;
        this.config = config;
        this.clock = clock;
    }

    /**
     * @return bytes charged by this copy; 0 if the blob is here already, or if the copy was known
     * @throws RefusalException if it must not be kept; nothing has changed then
     */
    public long hold(PeerCacheRequest request) {
        if (request.size() < 1 || request.size() > Limits.MAX) {
            throw new RefusalException(ReasonCode.SIZE_INVALID);
        }
        return db.inTenant(request.tenant(), tx -> {
            int added = tx.update(
                    HOLD,
                    request.tenant(),
                    request.hash(),
                    request.user(),
                    request.peer(),
                    request.size(),
                    clock.instant());
            return added == 0 ? 0L : charge(tx, request);
        });
    }

    private long charge(Tx tx, PeerCacheRequest request) {
        var tenant = request.tenant();
        var deltas = charges.recompute(tx, tenant, List.of(request.hash()));
        long charged = deltas.bytes(payer(request));
        var users = new HashSet<>(deltas.users());
        users.add(request.user());
        var open = accounts.open(tx, tenant, users);
        var refused = open.state(request.user()).refusal(Operation.UPLOAD);
        // what costs nothing is refused only to those who may not do anything
        if (refused.isPresent() && (charged > 0 || refused.get() == ReasonCode.ACCOUNT_SUSPENDED)) {
            throw Shortage.ofAccount(refused.get(), open, request.user(), charged)
                    .asException();
        }
        if (charged > 0) {
            checkRoom(tx, open, request, charged);
        }
        booking.apply(tx, tenant, open, deltas);
        open.close();
        return charged;
    }

    private void checkRoom(Tx tx, OpenAccounts open, PeerCacheRequest request, long bytes) {
        var tenant = request.tenant();
        var user = request.user();
        if (open.billing(user).excess(bytes) > 0) {
            leases.end(tx, tenant, open, user);
        }
        if (open.billing(user).excess(bytes) > 0) {
            throw Shortage.ofAccount(ReasonCode.QUOTA_EXCEEDED, open, user, bytes)
                    .asException();
        }
        long cap = cap(open.billing(user).limits());
        long used = usage.ofPeer(tx, tenant, user, request.peer().host());
        if (used + bytes > cap) {
            throw new Refusal(
                            ReasonCode.QUOTA_PEER_CACHE_EXCEEDED,
                            ReasonCode.QUOTA_PEER_CACHE_EXCEEDED.title(),
                            Map.of(
                                    "full", "peer_cache",
                                    "used", used,
                                    "hard_limit", cap,
                                    "requested", bytes,
                                    "excess", used + bytes - cap))
                    .asException();
        }
        if (open.ceiling().isPresent()
                && ceiling.lockedTotal(tx, tenant, open.instant()) + bytes
                        > open.ceiling().getAsLong()) {
            throw Shortage.ofTenant(open.state(user), bytes).asException();
        }
    }

    /** A share of the hard limit; a fixed size where there is none, for a share of infinity is no cap. */
    public long cap(Limits limits) {
        var hard = limits.hard();
        return hard.isPresent()
                ? Math.multiplyExact(hard.getAsLong(), config.peer().percent()) / 100
                : config.peer().fallback();
    }

    /** Credits the bytes, or moves their cost to whoever else keeps a copy. */
    public void evict(PeerCacheRequest request) {
        TenantId tenant = request.tenant();
        int gone = db.inTenant(tenant, tx -> {
            int removed = tx.update(EVICT, tenant, request.hash(), request.user(), request.peer());
            if (removed > 0) {
                var deltas = charges.recompute(tx, tenant, Set.of(request.hash()));
                var open = accounts.open(tx, tenant, deltas.users());
                booking.apply(tx, tenant, open, deltas);
                open.close();
            }
            return removed;
        });
        assert gone <= 1;
    }

    private static Payer payer(PeerCacheRequest request) {
        return new Payer(request.user(), UsageRole.PEER_CACHE, request.peer().host());
    }
}
