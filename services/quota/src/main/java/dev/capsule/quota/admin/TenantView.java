package dev.capsule.quota.admin;

import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.quota.limit.LimitStore;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.limit.Policy;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings and sums of a tenant, for its operator. */
@ApplicationScoped
public class TenantView {
    private static final String SUMS = """
            select count(*) as accounts, coalesce(sum(used), 0)::bigint as used,
              coalesce(sum(reserved), 0)::bigint as reserved,
              count(*) filter (where state in ('HardExceeded', 'GraceExpired')) as full
            from account where tenant_id = $1
            """;
    private static final String FULLEST = """
            select user_id, used from account where tenant_id = $1 and used > 0 order by used desc limit 10
            """;

    private final LimitStore limits;

    public TenantView(LimitStore limits) {
        this.limits = limits;
    }

    /** @param limits of accounts without any of their own; absent leaves the installation's */
    public record PolicyBody(
            @Nullable LimitsBody limits, @Nullable Long ceiling) {
        static PolicyBody of(Policy policy) {
            return new PolicyBody(policy.limits().map(LimitsBody::of).orElse(null), Limits.orNull(policy.ceiling()));
        }
    }

    public record Top(UserId user, long used) {}

    /**
     * @param defaults limits in force for accounts without any of their own
     * @param full accounts at or above their hard limit
     */
    public record View(
            PolicyBody policy,
            LimitsBody defaults,
            Map<String, LimitsBody> tiers,
            long accounts,
            long full,
            long used,
            long reserved,
            List<Top> largest) {}

    View read(Tx tx, TenantId tenant) {
        var policy = limits.policy(tx, tenant);
        var tiers = new TreeMap<String, LimitsBody>();
        limits.tiers(tx, tenant).forEach((name, of) -> tiers.put(name, LimitsBody.of(of)));
        var largest = tx.list(
                FULLEST,
                row -> new Top(Columns.id(row, "user_id", UserId::new), Columns.longValue(row, "used")),
                tenant);
        return tx.one(
                        SUMS,
                        row -> new View(
                                PolicyBody.of(policy),
                                LimitsBody.of(limits.effective(policy)),
                                tiers,
                                Columns.longValue(row, "accounts"),
                                Columns.longValue(row, "full"),
                                Columns.longValue(row, "used"),
                                Columns.longValue(row, "reserved"),
                                largest),
                        tenant)
                .orElseThrow();
    }
}
