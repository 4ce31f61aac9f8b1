package dev.capsule.quota.reconcile;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.usage.Charge;
import dev.capsule.quota.usage.Charges;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the figures of a tenant with its facts and with what its neighbours keep, page by page, and changes nothing. */
@ApplicationScoped
public class Comparison {
    private static final int USERS = 500;
    private static final int HASHES = 500;

    private final Db db;
    private final DriftStore store;
    private final Charges charges;
    private final NeighbourComparison neighbours;
    private final Clock clock;

    public Comparison(Db db, DriftStore store, Charges charges, NeighbourComparison neighbours, Clock clock) {
        this.db = db;
        this.store = store;
        this.charges = charges;
        this.neighbours = neighbours;
        this.clock = clock;
    }

    /** Everything that was found. */
    public record Found(long accounts, long blobs, List<Drift> drifts) {
        public Found {
            drifts = List.copyOf(drifts);
        }

        Found and(List<Drift> more) {
            return new Found(
                    accounts,
                    blobs,
                    Stream.concat(drifts.stream(), more.stream()).toList());
        }

        DriftReport report(Instant at, boolean repaired, long left) {
            return new DriftReport(
                    new Timestamp(at),
                    accounts,
                    blobs,
                    drifts.size(),
                    Drift.bytes(drifts),
                    drifts.stream().limit(DriftReport.LISTED).toList(),
                    repaired,
                    left);
        }
    }

    public DriftReport report(TenantId tenant) {
        var found = all(tenant);
        return found.report(clock.instant(), false, found.drifts().size());
    }

    /** Figures against facts, and facts against what the neighbours keep. */
    public Found all(TenantId tenant) {
        return figures(tenant).and(neighbours.find(tenant));
    }

    /** Figures against facts. */
    Found figures(TenantId tenant) {
        var drifts = new ArrayList<Drift>();
        long blobs = blobs(tenant, drifts);
        long accounts = accounts(tenant, drifts);
        return new Found(accounts, blobs, drifts);
    }

    private long accounts(TenantId tenant, List<Drift> into) {
        long seen = 0;
        @Nullable UserId last = null;
        List<UserId> users;
        do {
            var after = last;
            users = db.inTenant(tenant, tx -> {
                var page = store.users(tx, tenant, after, USERS);
                store.usage(tx, tenant, page).forEach(drift -> into.add(drift.toDrift()));
                store.totals(tx, tenant, page).forEach(drift -> into.addAll(drift.toDrifts()));
                return page;
            });
            seen += users.size();
            last = users.isEmpty() ? last : users.getLast();
        } while (users.size() == USERS);
        return seen;
    }

    private long blobs(TenantId tenant, List<Drift> into) {
        long seen = 0;
        Optional<Sha256> last = Optional.empty();
        List<Sha256> page;
        do {
            var after = last;
            page = db.inTenant(tenant, tx -> {
                var hashes = store.hashes(tx, tenant, after, HASHES);
                var suspects = suspects(tx, tenant, hashes);
                if (!suspects.isEmpty()) {
                    // only now under lock: until here a commit between two statements would look like a drift
                    charges.lock(tx, tenant, suspects);
                    into.addAll(differences(tx, tenant, suspects));
                }
                return hashes;
            });
            seen += page.size();
            last = page.isEmpty() ? last : Optional.of(page.getLast());
        } while (page.size() == HASHES);
        return seen;
    }

    private List<Sha256> suspects(Tx tx, TenantId tenant, List<Sha256> hashes) {
        return differences(tx, tenant, hashes).stream().map(Drift::hash).toList();
    }

    private List<Drift> differences(Tx tx, TenantId tenant, List<Sha256> hashes) {
        var recorded = charges.recorded(tx, tenant, hashes);
        var actual = charges.compute(tx, tenant, hashes);
        var drifts = new ArrayList<Drift>();
        for (var hash : hashes) {
            var is = recorded.getOrDefault(hash, new Charge(hash, 0, Optional.empty()));
            var should = actual.get(hash);
            if (should != null && !is.equals(should)) {
                var payer = should.payer().or(is::payer);
                drifts.add(new Drift(
                        "charge",
                        payer.map(p -> p.user()).orElse(null),
                        hash,
                        "charged to " + text(is) + ", should be " + text(should),
                        is.payer().isPresent() ? is.size() : 0,
                        should.payer().isPresent() ? should.size() : 0));
            }
        }
        return drifts;
    }

    private static String text(Charge charge) {
        return charge.payer()
                .map(payer -> payer.user() + " as " + payer.role().wireName())
                .orElse("nobody");
    }
}
