package dev.capsule.quota.reservation;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.quota.account.OpenAccounts;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.quota.state.Operation;
import dev.capsule.service.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides one batch of requests of a tenant, one after the other, while their accounts are locked. */
final class Desk {
    private final Tx tx;
    private final TenantId tenant;
    private final OpenAccounts open;
    private final Map<UploadId, Hold> known;
    private final Leases leases;
    private final Ceiling ceiling;
    private final QuotaConfig config;
    private final Instant now;
    private final Map<UploadId, Hold> granted = new LinkedHashMap<>();
    private final Set<UserId> swept = new HashSet<>();
    private long tenantTotal = -1;

    Desk(
            Tx tx,
            TenantId tenant,
            OpenAccounts open,
            Map<UploadId, Hold> known,
            Leases leases,
            Ceiling ceiling,
            QuotaConfig config) {
        this.tx = tx;
        this.tenant = tenant;
        this.open = open;
        this.known = new HashMap<>(known);
        this.leases = leases;
        this.ceiling = ceiling;
        this.config = config;
        this.now = open.instant();
    }

    /** New and renewed reservations, to be written. */
    Collection<Hold> granted() {
        return granted.values();
    }

    Verdict decide(ReservationRequest request) {
        return firstRefusal(request).<Verdict>map(Verdict.Refused::new).orElseGet(Verdict.Granted::new);
    }

    /** What is wrong with the request whatever the account has. */
    static Optional<Refusal> formRefusal(ReservationRequest request, Instant now) {
        if (request.bytes() < 1) {
            return refuse(ReasonCode.SIZE_INVALID);
        }
        if (request.bytes() > Limits.MAX) {
            return refuse(ReasonCode.SIZE_TOO_LARGE);
        }
        if (!request.expiresAt().instant().isAfter(now)) {
            return Optional.of(Refusal.of(ReasonCode.BODY_MALFORMED, "The lease is over before it begins"));
        }
        return Optional.empty();
    }

    private Optional<Refusal> firstRefusal(ReservationRequest request) {
        var malformed = formRefusal(request, now);
        if (malformed.isPresent()) {
            return malformed;
        }
        var hold = known.get(request.upload());
        if (hold == null) {
            return reserve(request);
        }
        if (!hold.user().equals(request.owner()) || (!hold.role().isEmpty() && !hold.isFor(request))) {
            return refuse(ReasonCode.SESSION_CONFLICT);
        }
        if (hold.isOver(now)) {
            sweep(request.owner());
            return reserve(request);
        }
        return switch (hold.status()) {
            case OPEN -> renew(hold, request);
            case EXPIRED -> reserve(request);
            case COMMITTED -> Optional.empty();
            case RELEASED -> Optional.of(Refusal.of(ReasonCode.SESSION_CONFLICT, "The upload has ended"));
        };
    }

    private Optional<Refusal> renew(Hold hold, ReservationRequest request) {
        var later = Leases.until(request, now, config);
        if (later.isAfter(hold.expiresAt())) {
            keep(Hold.open(request, later));
        }
        return Optional.empty();
    }

    private Optional<Refusal> reserve(ReservationRequest request) {
        var user = request.owner();
        var operation = request.role() == BlobRole.METADATA ? Operation.METADATA_GROWTH : Operation.UPLOAD;
        var byState = open.state(user).refusal(operation);
        if (byState.isPresent()) {
            return Optional.of(Shortage.ofAccount(byState.get(), open, user, request.bytes()));
        }
        if (!fits(request)) {
            sweep(user);
        }
        if (!fits(request)) {
            return Optional.of(Shortage.ofAccount(ReasonCode.QUOTA_EXCEEDED, open, user, request.bytes()));
        }
        if (open.ceiling().isPresent()) {
            if (tenantTotal < 0) {
                tenantTotal = ceiling.lockedTotal(tx, tenant, now);
            }
            if (tenantTotal + request.bytes() > open.ceiling().getAsLong()) {
                return Optional.of(Shortage.ofTenant(open.state(user), request.bytes()));
            }
            tenantTotal += request.bytes();
        }
        open.reserve(user, request.role(), request.bytes());
        keep(Hold.open(request, Leases.until(request, now, config)));
        return Optional.empty();
    }

    /**
     * Within the hard limit; or metadata within its headroom, since metadata may grow while the account is full and in
     * grace, and refusing it one byte below the limit would make no sense.
     */
    private boolean fits(ReservationRequest request) {
        var account = open.billing(request.owner());
        return account.excess(request.bytes()) == 0
                || (request.role() == BlobRole.METADATA
                        && account.reservedMetadata() + request.bytes() <= config.metadataHeadroom());
    }

    /** Frees the leases of the account that are over. Once is enough: this transaction has one time. */
    private void sweep(UserId user) {
        var account = open.billing(user).user();
        if (swept.add(account)) {
            leases.end(tx, tenant, open, user).forEach(over -> known.replace(over.upload(), over));
        }
    }

    private void keep(Hold hold) {
        granted.put(hold.upload(), hold);
        known.put(hold.upload(), hold);
    }

    private static Optional<Refusal> refuse(ReasonCode code) {
        return Optional.of(Refusal.of(code));
    }
}
