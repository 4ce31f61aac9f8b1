package dev.capsule.quota.reconcile;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.account.Accounts;
import dev.capsule.quota.audit.AuditLog;
import dev.capsule.quota.usage.Booking;
import dev.capsule.quota.usage.Charges;
import dev.capsule.quota.usage.UsageStore;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/** Makes figures equal to facts, and facts to the ledger, on an operator's word, with an audit line for each that changes. */
@ApplicationScoped
public class Repair {
    private static final Logger LOG = Logger.getLogger(Repair.class);
    private static final String GROUP = """
            select user_id from account where tenant_id = $1 and (user_id = $2 or sponsor_id = $2
              or user_id = (select sponsor_id from account where tenant_id = $1 and user_id = $2))
            """;

    private final Db db;
    private final Comparison comparison;
    private final NeighbourComparison neighbours;
    private final Relearning relearning;
    private final DriftNotices notices;
    private final DriftStore store;
    private final Charges charges;
    private final UsageStore usage;
    private final Booking booking;
    private final Accounts accounts;
    private final AuditLog audit;
    private final Clock clock;

    public Repair(
            Db db,
            Comparison comparison,
            NeighbourComparison neighbours,
            Relearning relearning,
            DriftNotices notices,
            DriftStore store,
            Charges charges,
            UsageStore usage,
            Booking booking,
            Accounts accounts,
            AuditLog audit,
            Clock clock) {
        this.db = db;
        this.comparison = comparison;
        this.neighbours = neighbours;
        this.relearning = relearning;
        this.notices = notices;
        this.store = store;
        this.charges = charges;
        this.usage = usage;
        this.booking = booking;
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * First figures, from facts; then, where the neighbours know more or less, facts, from the ledger's events.
     *
     * @return what was found, and how much of it is left
     */
    public DriftReport run(TenantId tenant, String reason) {
        var found = comparison.figures(tenant);
        figures(tenant, found.drifts(), reason);
        var missing = neighbours.find(tenant);
        if (!missing.isEmpty()) {
            relearning.run(tenant);
        }
        // where nothing differed there is nothing to look at again
        boolean clean = found.drifts().isEmpty() && missing.isEmpty();
        var left = clean ? missing : comparison.all(tenant).drifts();
        var gone = missing.stream()
                .filter(drift -> left.stream().noneMatch(drift::sameSubject))
                .toList();
        int lines = db.inTenant(tenant, tx -> {
            gone.forEach(drift -> line(tx, tenant, drift, reason));
            return gone.size();
        });
        LOG.infof(
                "repair of %s: %d figures, %d of %d differences to the neighbours; %d left",
                tenant, found.drifts().size(), lines, missing.size(), left.size());
        notices.tell(tenant, left);
        return found.and(missing).report(clock.instant(), true, left.size());
    }

    private void figures(TenantId tenant, List<Drift> drifts, String reason) {
        var hashes = new TreeSet<Sha256>();
        var users = new TreeSet<UserId>(java.util.Comparator.comparing(UserId::value));
        for (var drift : drifts) {
            if (drift.hash() != null) {
                hashes.add(drift.hash());
            }
            if (drift.user() != null) {
                users.add(drift.user());
            }
        }
        hashes.forEach(hash -> charge(tenant, hash, reason));
        users.forEach(user -> figures(tenant, user, reason));
    }

    private void charge(TenantId tenant, Sha256 hash, String reason) {
        int changes = db.inTenant(tenant, tx -> {
            var deltas = charges.recompute(tx, tenant, List.of(hash));
            var open = accounts.open(tx, tenant, deltas.users());
            booking.apply(tx, tenant, open, deltas);
            open.close();
            var changed = deltas.all();
            changed.forEach(delta -> audit.append(
                    tx,
                    tenant,
                    "charge repaired",
                    Optional.of(delta.payer().user()),
                    "%s: %+d bytes as %s; %s"
                            .formatted(hash, delta.bytes(), delta.payer().role().wireName(), reason)));
            return changed.size();
        });
        assert changes >= 0;
    }

    /** Sums of the user and of everybody in the same group, then the totals of whoever pays. */
    private void figures(TenantId tenant, UserId user, String reason) {
        int done = db.inTenant(tenant, tx -> {
            var group = tx.list(GROUP, row -> Columns.id(row, "user_id", UserId::new), tenant, user);
            var open = accounts.open(tx, tenant, Set.copyOf(group));
            int lines = sums(tx, tenant, group, reason);
            for (var totals : store.totals(tx, tenant, group)) {
                open.put(open.of(totals.user())
                        .with(totals.actualUsed(), totals.actualReserved(), totals.actualMetadata()));
                totals.toDrifts().forEach(drift -> line(tx, tenant, drift, reason));
                lines++;
            }
            open.close();
            return lines;
        });
        assert done >= 0;
    }

    private int sums(Tx tx, TenantId tenant, List<UserId> group, String reason) {
        var drifts = store.usage(tx, tenant, group);
        for (var drift : drifts) {
            usage.correct(
                    tx,
                    tenant,
                    drift.user(),
                    drift.role(),
                    drift.peer(),
                    drift.actual() - drift.recorded(),
                    drift.items());
            line(tx, tenant, drift.toDrift(), reason);
        }
        return drifts.size();
    }

    private void line(Tx tx, TenantId tenant, Drift drift, String reason) {
        audit.append(
                tx,
                tenant,
                drift.kind() + " repaired",
                Optional.ofNullable(drift.user()),
                "%s from %d to %d bytes; %s".formatted(drift.what(), drift.recorded(), drift.actual(), reason));
    }
}
