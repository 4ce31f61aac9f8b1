package dev.capsule.quota.usage;

import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.account.Accounts;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.quota.reservation.Hold;
import dev.capsule.quota.reservation.HoldStatus;
import dev.capsule.quota.reservation.ReservationStore;
import dev.capsule.quota.reservation.ReservationStore.End;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Moves bytes from reserved to used as events say, in one transaction. Facts are kept first, then charges follow from all
 * facts known, then figures from the changes of charges; so events may come in any order and more than once. Locks:
 * assets, blobs, accounts, reservations, each in the order of their keys.
 */
@ApplicationScoped
public class Accounting {
    private final FactStore facts;
    private final Charges charges;
    private final Booking booking;
    private final Accounts accounts;
    private final ReservationStore reservations;
    private final QuotaConfig config;
    private final Clock clock;

    public Accounting(
            FactStore facts,
            Charges charges,
            Booking booking,
            Accounts accounts,
            ReservationStore reservations,
            QuotaConfig config,
            Clock clock) {
        this.facts = facts;
        this.charges = charges;
        this.booking = booking;
        this.accounts = accounts;
        this.reservations = reservations;
        this.config = config;
        this.clock = clock;
    }

    /** @param events of any tenants */
    public void apply(Tx tx, List<? extends Event> events) {
        var byTenant = events.stream()
                .collect(Collectors.groupingBy(event -> event.tenant().host()));
        byTenant.keySet().stream().sorted().forEach(host -> {
            var ofTenant = byTenant.get(host).stream().map(Event.class::cast).toList();
            apply(tx, new TenantId(host), Facts.of(ofTenant));
        });
    }

    private void apply(Tx tx, TenantId tenant, Facts batch) {
        var deltas = charge(tx, tenant, batch);
        if (!batch.signed().isEmpty()) {
            facts.addSigned(tx, tenant, batch.signed())
                    .forEach(one -> deltas.add(new Payer(one.user(), UsageRole.PROVENANCE, ""), one.size(), 1));
        }
        book(tx, tenant, deltas, batch.ends());
        if (!batch.landed().isEmpty()) {
            var now = clock.instant();
            reservations.extend(tx, tenant, batch.landed(), now, now.plus(config.landedLease()));
        }
    }

    private Deltas charge(Tx tx, TenantId tenant, Facts batch) {
        if (batch.assets().isEmpty()) {
            return new Deltas();
        }
        var changed = facts.mergeAssets(tx, tenant, batch.assets());
        if (!batch.references().isEmpty()) {
            facts.addReferences(tx, tenant, batch.references());
        }
        var hashes = new TreeSet<Sha256>();
        batch.references().forEach(reference -> hashes.add(reference.hash()));
        if (!changed.isEmpty()) {
            hashes.addAll(facts.hashesOf(tx, tenant, changed));
        }
        return charges.recompute(tx, tenant, hashes);
    }

    /** Applies changed charges and the ends of uploads to figures and accounts. */
    private void book(Tx tx, TenantId tenant, Deltas deltas, List<End> ends) {
        var users = new HashSet<UserId>(deltas.users());
        if (!ends.isEmpty()) {
            ends.forEach(end -> users.add(end.user()));
            users.addAll(reservations.usersOf(tx, tenant, uploads(ends)));
        }
        if (users.isEmpty()) {
            return;
        }
        var open = accounts.open(tx, tenant, users);
        booking.apply(tx, tenant, open, deltas);
        if (!ends.isEmpty()) {
            var rememberUntil = open.instant().plus(config.tombstones());
            for (Hold before : reservations.settle(tx, tenant, ends, rememberUntil)) {
                if (before.status() == HoldStatus.OPEN) {
                    open.reserve(before.user(), before.blobRole(), -before.bytes());
                }
            }
        }
        open.close();
    }

    private static List<UploadId> uploads(List<End> ends) {
        return ends.stream().map(End::upload).toList();
    }
}
