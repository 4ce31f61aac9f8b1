package dev.capsule.quota.usage;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.db.Db;
import dev.capsule.service.http.StorageLimit;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** What the caller has stored and may store, and which blobs make up the figure. */
@Path("/quota")
@RunOnVirtualThread
@RolesAllowed(Roles.ACCESS)
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
public class QuotaResource {
    private final Db db;
    private final CurrentCaller caller;
    private final FiguresReader figures;
    private final Explanation explanation;

    QuotaResource(Db db, CurrentCaller caller, FiguresReader figures, Explanation explanation) {
        this.db = db;
        this.caller = caller;
        this.figures = figures;
        this.explanation = explanation;
    }

    /** Where there is a hard limit, beside the body the header fields of {@link StorageLimit}. */
    @GET
    public Response quota() {
        var who = caller.get();
        var current = db.inTenant(who.tenant(), tx -> figures.read(tx, who.tenant(), who.user()));
        var response = Response.ok(QuotaAnswer.of(current));
        var hard = current.limits().hard();
        if (hard.isPresent()) {
            response = StorageLimit.of(hard.getAsLong(), current.used(), current.reserved())
                    .on(response);
        }
        return response.build();
    }

    /** Own blobs and signed records, to the byte: the sizes of all pages add up to the own part of {@code used}. */
    @GET
    @Path("explain")
    public Explanation.Page explain(@QueryParam("after") @Nullable String after) {
        var who = caller.get();
        return db.inTenant(who.tenant(), tx -> explanation.page(tx, who.tenant(), who.user(), after))
                .orElseThrow(() -> new RefusalException(ReasonCode.CURSOR_INVALID));
    }
}
