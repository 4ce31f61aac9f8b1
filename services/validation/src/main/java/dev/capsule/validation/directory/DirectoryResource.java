package dev.capsule.validation.directory;

import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
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
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

/** {@code /directories/{user_id}}. */
@Path("/directories/{user_id}")
@RunOnVirtualThread
@RolesAllowed(Roles.ACCESS)
public class DirectoryResource {
    private final Directories directories;
    private final CurrentCaller caller;

    DirectoryResource(Directories directories, CurrentCaller caller) {
        this.directories = directories;
        this.caller = caller;
    }

    /** The answer to a publish. */
    public record Published(long directoryVersion) {}

    @PUT
    @SignedWrite
    @Consumes(MediaTypes.CBOR)
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public Response publish(@PathParam("user_id") String user, @Context HttpHeaders headers, byte[] body) {
        var directory = DeviceDirectory.decode(body);
        Declared.of(headers).requireSuite(directory.suite());
        directories.publish(caller.get(), PathIds.parse(user, UserId::parse), directory);
        return Response.status(Response.Status.CREATED)
                .entity(new Published(directory.version()))
                .build();
    }

    @GET
    @Produces(MediaTypes.CBOR)
    public Response latest(@PathParam("user_id") String user, @Context Request request) {
        var latest = directories
                .latest(caller.get().tenant(), PathIds.parse(user, UserId::parse))
                .orElseThrow(() -> new RefusalException(ReasonCode.NOT_FOUND));
        var tag = new EntityTag(Long.toString(latest.version()));
        var unchanged = request.evaluatePreconditions(tag);
        return unchanged != null
                ? unchanged.build()
                : Response.ok(latest.body().toArray()).tag(tag).build();
    }
}
