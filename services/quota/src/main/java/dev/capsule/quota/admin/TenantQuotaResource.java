package dev.capsule.quota.admin;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.quota.audit.AuditLog;
import dev.capsule.quota.limit.LimitStore;
import dev.capsule.quota.limit.Limits;
import dev.capsule.quota.limit.Policy;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.db.Db;
import dev.capsule.service.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Limits of the tenant whose host was called, its tiers, and its log. */
@Path("/admin/quota")
@RunOnVirtualThread
@RolesAllowed(Roles.OPERATOR)
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@Consumes({MediaTypes.JSON, MediaTypes.CBOR})
public class TenantQuotaResource {
    private static final Pattern TIER = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    private final Db db;
    private final CurrentTenant tenant;
    private final TenantView view;
    private final LimitStore limits;
    private final AuditLog audit;

    TenantQuotaResource(Db db, CurrentTenant tenant, TenantView view, LimitStore limits, AuditLog audit) {
        this.db = db;
        this.tenant = tenant;
        this.view = view;
        this.limits = limits;
        this.audit = audit;
    }

    @GET
    public TenantView.View show() {
        var host = tenant.id();
        return db.inTenant(host, tx -> view.read(tx, host));
    }

    /** States of accounts follow within a sweep; decisions follow at once. */
    @PUT
    public TenantView.View policy(TenantView.PolicyBody body) {
        var host = tenant.id();
        var policy = new Policy(
                Optional.ofNullable(body.limits()).map(LimitsBody::toLimits),
                new LimitsBody(null, body.ceiling()).toLimits().hard());
        return db.inTenant(host, tx -> {
            limits.set(tx, host, policy);
            audit.append(tx, host, "policy", Optional.empty(), policy.toString());
            return view.read(tx, host);
        });
    }

    @PUT
    @Path("tiers/{name}")
    public TenantView.View tier(@PathParam("name") String name, LimitsBody body) {
        var host = tenant.id();
        Limits of = body.toLimits();
        if (!TIER.matcher(name).matches()) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "A tier is named by a-z, 0-9 and -, at most 32");
        }
        return db.inTenant(host, tx -> {
            limits.setTier(tx, host, name, of);
            audit.append(tx, host, "tier set", Optional.empty(), name + " " + of);
            return view.read(tx, host);
        });
    }

    @DELETE
    @Path("tiers/{name}")
    public void removeTier(@PathParam("name") String name) {
        var host = tenant.id();
        boolean removed = db.inTenant(host, tx -> {
            boolean there = limits.removeTier(tx, host, name);
            if (there) {
                audit.append(tx, host, "tier removed", Optional.empty(), name);
            }
            return there;
        });
        if (!removed) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
    }

    /** @param lines newest first; {@code before} the id of the last one gives the next page */
    public record Log(List<AuditLog.Line> lines) {}

    @GET
    @Path("audit")
    public Log log(@QueryParam("before") @Nullable Long before) {
        var host = tenant.id();
        return new Log(db.inTenant(host, tx -> audit.page(tx, host, Optional.ofNullable(before))));
    }
}
