package dev.capsule.quota.admin;

import dev.capsule.quota.reconcile.Comparison;
import dev.capsule.quota.reconcile.DriftReport;
import dev.capsule.quota.reconcile.Repair;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** Compares figures with facts now, and puts them right on request. */
@Path("/admin/quota")
@RunOnVirtualThread
@RolesAllowed(Roles.OPERATOR)
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@Consumes({MediaTypes.JSON, MediaTypes.CBOR})
public class ReconcileResource {
    private final CurrentTenant tenant;
    private final Comparison comparison;
    private final Repair repair;

    ReconcileResource(CurrentTenant tenant, Comparison comparison, Repair repair) {
        this.tenant = tenant;
        this.comparison = comparison;
        this.repair = repair;
    }

    @GET
    @Path("drift")
    public DriftReport drift() {
        return comparison.report(tenant.id());
    }

    /** @param reason goes to the log beside every figure that changes */
    public record RepairBody(String reason) {}

    @POST
    @Path("reconcile")
    public DriftReport reconcile(RepairBody body) {
        return repair.run(tenant.id(), body.reason());
    }
}
