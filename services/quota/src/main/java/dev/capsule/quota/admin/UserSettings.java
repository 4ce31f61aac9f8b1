package dev.capsule.quota.admin;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.quota.account.Accounts;
import dev.capsule.quota.audit.AuditLog;
import dev.capsule.quota.limit.LimitStore;
import dev.capsule.quota.limit.Limits;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** What operators set for one user. Each change is one transaction with its audit line and its change of state. */
@ApplicationScoped
public class UserSettings {
    private static final Logger LOG = Logger.getLogger(UserSettings.class);
    private static final String ROOM = """
            select coalesce((select sum(bytes) from usage where tenant_id = $1 and user_id = $2), 0)::bigint as used,
              coalesce(sum(bytes), 0)::bigint as reserved,
              coalesce(sum(bytes) filter (where role = 'metadata'), 0)::bigint as metadata
            from reservation where tenant_id = $1 and user_id = $2 and status = 'open'
            """;

    private final Db db;
    private final Accounts accounts;
    private final LimitStore limits;
    private final AuditLog audit;

    public UserSettings(Db db, Accounts accounts, LimitStore limits, AuditLog audit) {
        this.db = db;
        this.accounts = accounts;
        this.limits = limits;
        this.audit = audit;
    }

    /** @param override absent removes it */
    public void limits(TenantId tenant, UserId user, Optional<Limits> override) {
        var set = override.orElse(Limits.UNLIMITED);
        change(
                tenant,
                user,
                override.isPresent() ? "limits set" : "limits removed",
                override.map(Limits::toString).orElse(""),
                tx -> tx.update(
                        "update account set overridden = $3, soft = $4, hard = $5 where tenant_id = $1 and user_id = $2",
                        tenant,
                        user,
                        override.isPresent(),
                        Limits.orNull(set.soft()),
                        Limits.orNull(set.hard())));
    }

    /** @throws RefusalException NOT_FOUND for a tier the tenant does not have */
    public void tier(TenantId tenant, UserId user, Optional<String> tier) {
        change(tenant, user, "tier", tier.orElse(""), tx -> {
            if (tier.isPresent() && !limits.tiers(tx, tenant).containsKey(tier.get())) {
                throw new RefusalException(ReasonCode.NOT_FOUND, "There is no such tier");
            }
            tx.update(
                    "update account set tier = $3 where tenant_id = $1 and user_id = $2",
                    tenant,
                    user,
                    tier.orElse(null));
        });
    }

    /** @param reason absent lifts the suspension */
    public void suspension(TenantId tenant, UserId user, Optional<String> reason) {
        change(
                tenant,
                user,
                reason.isPresent() ? "suspended" : "suspension lifted",
                reason.orElse(""),
                tx -> tx.update(
                        "update account set suspended = $3 where tenant_id = $1 and user_id = $2",
                        tenant,
                        user,
                        reason.isPresent()));
    }

    /**
     * Moves what the user has used and reserved to whoever pays from now on. Existing bytes move even if the sponsor has
     * no room for them: they are stored, and somebody pays.
     *
     * @param sponsor absent ends the sponsorship
     * @throws RefusalException BODY_MALFORMED for a chain of sponsors: one level is all there is
     */
    public void sponsor(TenantId tenant, UserId user, Optional<UserId> sponsor) {
        if (sponsor.filter(user::equals).isPresent()) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "Nobody sponsors themselves");
        }
        int done = db.inTenant(tenant, tx -> {
            var users = sponsor.map(id -> Set.of(user, id)).orElse(Set.of(user));
            var open = accounts.open(tx, tenant, users);
            refuseChains(tx, tenant, user, sponsor);
            var from = open.billing(user);
            var room = tx.one(
                            ROOM,
                            row -> List.of(
                                    Columns.longValue(row, "used"),
                                    Columns.longValue(row, "reserved"),
                                    Columns.longValue(row, "metadata")),
                            tenant,
                            user)
                    .orElseThrow();
            open.put(from.withUsed(-room.get(0)).withReserved(-room.get(1), -room.get(2)));
            var to = open.of(sponsor.orElse(user));
            open.put(to.withUsed(room.get(0)).withReserved(room.get(1), room.get(2)));
            open.close();
            audit.append(
                    tx,
                    tenant,
                    "sponsor",
                    Optional.of(user),
                    sponsor.map(UserId::toString).orElse("none"));
            return tx.update(
                    "update account set sponsor_id = $3 where tenant_id = $1 and user_id = $2",
                    tenant,
                    user,
                    sponsor.orElse(null));
        });
        if (done != 1) {
            throw new IllegalStateException("the account vanished under its lock");
        }
    }

    private static void refuseChains(Tx tx, TenantId tenant, UserId user, Optional<UserId> sponsor) {
        if (sponsor.isEmpty()) {
            return;
        }
        var chained = tx.one(
                "select 1 as found from account where tenant_id = $1"
                        + " and (sponsor_id = $2 or (user_id = $3 and sponsor_id is not null)) limit 1",
                row -> true,
                tenant,
                user,
                sponsor.get());
        if (chained.isPresent()) {
            throw new RefusalException(
                    ReasonCode.BODY_MALFORMED, "A sponsor is not sponsored, and whoever is sponsored sponsors nobody");
        }
    }

    @FunctionalInterface
    private interface Change {
        void apply(Tx tx);
    }

    /** The change first, then the account under lock, so that its state follows the new setting. */
    private void change(TenantId tenant, UserId user, String action, String detail, Change change) {
        var state = db.inTenant(tenant, tx -> {
            // creates the row, and holds it
            accounts.open(tx, tenant, Set.of(user)).close();
            change.apply(tx);
            var open = accounts.open(tx, tenant, Set.of(user));
            open.close();
            audit.append(tx, tenant, action, Optional.of(user), detail);
            return open.state(user);
        });
        LOG.infof("operator: %s of %s, now %s", action, user, state.wireName());
    }
}
