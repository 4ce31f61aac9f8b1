package dev.capsule.validation.album;

import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.handshake.SignedWrite;
import dev.capsule.validation.request.Declared;
import dev.capsule.validation.request.PathIds;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** {@code /albums}. */
@Path("/albums")
@RunOnVirtualThread
@RolesAllowed(Roles.ACCESS)
public class AlbumResource {
    private final Albums albums;
    private final CurrentCaller caller;

    AlbumResource(Albums albums, CurrentCaller caller) {
        this.albums = albums;
        this.caller = caller;
    }

    /** The answer to a create. */
    public record Created(AlbumId albumId) {}

    /** The answer to an attestation. */
    public record Attested(long seq, long epoch) {}

    /** The albums of the caller. */
    public record AlbumList(List<AlbumSummary> albums) {}

    @POST
    @SignedWrite
    @Consumes({MediaTypes.CBOR, MediaTypes.CBOR_SEQUENCE})
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public Response create(@Context HttpHeaders headers, byte[] body) {
        var declared = Declared.of(headers);
        var album = NewAlbum.decode(body);
        declared.requireSame(
                album.descriptor().protocolVersion(), album.descriptor().suite());
        var written = albums.create(caller.get(), album);
        var id = album.descriptor().albumId();
        return Response.status(status(written))
                // as a path: the client knows scheme and host better than a service behind an ingress
                .header(HttpHeaders.LOCATION, "/albums/" + id)
                .entity(new Created(id))
                .build();
    }

    @GET
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public AlbumList own() {
        return new AlbumList(albums.own(caller.get()));
    }

    @GET
    @Path("{id}")
    @Produces(MediaTypes.CBOR)
    public byte[] ledger(@PathParam("id") String id) {
        return albums.ledger(caller.get(), PathIds.parse(id, AlbumId::parse));
    }

    @POST
    @Path("{id}/epochs")
    @SignedWrite
    @Consumes(MediaTypes.CBOR)
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public Response attest(@PathParam("id") String id, byte[] body) {
        var attestation = EpochAttestation.decode(body);
        var written = albums.attest(caller.get(), PathIds.parse(id, AlbumId::parse), attestation);
        return Response.status(status(written))
                .entity(new Attested(attestation.seq(), attestation.epoch()))
                .build();
    }

    private static Response.Status status(Albums.Written written) {
        return switch (written) {
            case NEW -> Response.Status.CREATED;
            case REPEATED -> Response.Status.OK;
        };
    }
}
