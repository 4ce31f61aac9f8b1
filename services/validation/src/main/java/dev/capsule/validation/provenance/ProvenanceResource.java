package dev.capsule.validation.provenance;

import dev.capsule.protocol.id.AssetId;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.validation.request.PathIds;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Optional;

/** {@code GET /assets/{id}/provenance}: a CBOR sequence of provenance records. */
@Path("/assets/{id}/provenance")
@RunOnVirtualThread
@RolesAllowed(Roles.ACCESS)
public class ProvenanceResource {
    private final Provenance provenance;
    private final CurrentCaller caller;

    ProvenanceResource(Provenance provenance, CurrentCaller caller) {
        this.provenance = provenance;
        this.caller = caller;
    }

    @GET
    @Produces(MediaTypes.CBOR)
    public StreamingOutput chain(@PathParam("id") String id) {
        var reader = caller.get();
        var asset = PathIds.parse(id, AssetId::parse);
        provenance.requireVisible(reader, asset);
        var first = provenance.page(reader, asset, Provenance.Position.START);
        return out -> {
            var page = first;
            while (true) {
                for (byte[] each : page.records()) {
                    out.write(each);
                }
                Optional<Provenance.Position> next = page.next();
                if (next.isEmpty()) {
                    return;
                }
                page = provenance.page(reader, asset, next.get());
            }
        };
    }
}
