package dev.capsule.quota.reservation;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.ReservationRequest;
import dev.capsule.quota.account.Accounts;
import dev.capsule.quota.limit.QuotaConfig;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.GroupCommit;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Grants or refuses reservations: at once, where one conditional statement can tell; else read, decide and write under the
 * locks of the accounts, in one transaction.
 */
@ApplicationScoped
public class Reservations {
    /** Reservations in one transaction. */
    private static final int TOGETHER = 256;

    private final Db db;
    private final Express express;
    private final Accounts accounts;
    private final ReservationStore store;
    private final Leases leases;
    private final Ceiling ceiling;
    private final QuotaConfig config;

    public Reservations(
            Db db,
            Express express,
            Accounts accounts,
            ReservationStore store,
            Leases leases,
            Ceiling ceiling,
            QuotaConfig config) {
        this.db = db;
        this.express = express;
        this.accounts = accounts;
        this.store = store;
        this.leases = leases;
        this.ceiling = ceiling;
        this.config = config;
    }

    /** One at a time, for a tenant: those that wait are decided together. Make it once. */
    GroupCommit<ReservationRequest, Verdict> together(TenantId tenant) {
        return new GroupCommit<>(TOGETHER, requests -> reserve(tenant, requests));
    }

    /**
     * @param requests of one tenant; those of a user are decided in this order
     * @return the verdicts in the same order, all of them committed
     */
    public List<Verdict> reserve(TenantId tenant, List<ReservationRequest> requests) {
        var granted = express(tenant, requests);
        var rest = requests.stream()
                .filter(request -> !granted.contains(request.owner()))
                .toList();
        var decided = rest.isEmpty()
                ? List.<Verdict>of().iterator()
                : decide(tenant, rest).iterator();
        return requests.stream()
                .map(request -> granted.contains(request.owner()) ? new Verdict.Granted() : decided.next())
                .toList();
    }

    private Set<UserId> express(TenantId tenant, List<ReservationRequest> requests) {
        try {
            return db.inTenant(tenant, tx -> express.grant(tx, tenant, requests));
        } catch (Express.KnownUploadException e) {
            return Set.of();
        }
    }

    private List<Verdict> decide(TenantId tenant, List<ReservationRequest> requests) {
        return db.inTenant(tenant, tx -> {
            var owners = requests.stream().map(ReservationRequest::owner).collect(Collectors.toSet());
            var open = accounts.open(tx, tenant, owners);
            var known = store.find(
                    tx,
                    tenant,
                    requests.stream().map(ReservationRequest::upload).toList());
            var desk = new Desk(tx, tenant, open, known, leases, ceiling, config);
            var verdicts = new ArrayList<Verdict>(requests.size());
            for (var request : requests) {
                verdicts.add(desk.decide(request));
            }
            if (!desk.granted().isEmpty()) {
                store.write(tx, tenant, desk.granted());
            }
            open.closeLast();
            return verdicts;
        });
    }
}
