package dev.capsule.validation.upgrade;

import dev.capsule.protocol.album.UpgradeIntent;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.handshake.SignedWrite;
import dev.capsule.validation.request.PathIds;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

/** {@code /albums/{id}/upgrade}. */
@Path("/albums/{id}/upgrade")
@RunOnVirtualThread
@RolesAllowed(Roles.ACCESS)
public class UpgradeResource {
    private final Upgrades upgrades;
    private final CurrentCaller caller;

    UpgradeResource(Upgrades upgrades, CurrentCaller caller) {
        this.upgrades = upgrades;
        this.caller = caller;
    }

    @POST
    @SignedWrite
    @Consumes(MediaTypes.CBOR)
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public Response begin(@PathParam("id") String id, byte[] body) {
        var intent = UpgradeIntent.decode(body);
        var album = PathIds.parse(id, AlbumId::parse);
        boolean begun = upgrades.begin(caller.get(), album, intent);
        return Response.status(begun ? Response.Status.CREATED : Response.Status.OK)
                .entity(upgrades.status(caller.get(), album))
                .build();
    }

    @GET
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public UpgradeStatus status(@PathParam("id") String id) {
        return upgrades.status(caller.get(), PathIds.parse(id, AlbumId::parse));
    }
}
