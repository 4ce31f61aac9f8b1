package dev.capsule.service.sample;

import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MaxBody;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.handshake.SignedWrite;
import dev.capsule.service.problem.DependencyUnavailableException;
import dev.capsule.service.tenant.CurrentTenant;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

@Path("/sample")
@RunOnVirtualThread
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@Consumes({MediaTypes.JSON, MediaTypes.CBOR})
public class SampleResource {
    public record Body(
            AssetId asset,
            Sha256 hash,
            Bytes data,
            long size,
            @Nullable String note) {}

    public record Who(UserId user, String tenant, boolean virtual) {}

    @Inject
    CurrentCaller caller;

    @Inject
    CurrentTenant tenant;

    @GET
    @Path("open")
    @PermitAll
    public Response open() {
        return Response.ok("{}").header("Cache-Control", "public, max-age=60").build();
    }

    @GET
    @Path("access")
    @RolesAllowed(Roles.ACCESS)
    public Who access() {
        return new Who(
                caller.get().user(), tenant.id().host(), Thread.currentThread().isVirtual());
    }

    @GET
    @Path("session")
    @RolesAllowed(Roles.SESSION)
    public Who session() {
        return access();
    }

    @GET
    @Path("undeclared")
    public Who undeclared() {
        return access();
    }

    @POST
    @Path("echo")
    @RolesAllowed(Roles.ACCESS)
    public Body echo(Body body) {
        return body;
    }

    @POST
    @Path("small")
    @MaxBody(1000)
    @RolesAllowed(Roles.ACCESS)
    @Consumes(MediaTypes.CBOR)
    public Sha256Answer small(byte[] body) {
        return signed(body);
    }

    @POST
    @Path("signed")
    @SignedWrite
    @RolesAllowed(Roles.ACCESS)
    @Consumes(MediaTypes.CBOR)
    public Sha256Answer signed(byte[] body) {
        return new Sha256Answer(Sha256.hash(body), body.length);
    }

    public record Sha256Answer(Sha256 hash, long length) {}

    @GET
    @Path("refused")
    @PermitAll
    public Who refused() {
        throw Refusal.of(ReasonCode.STALE_REVIVAL).with("head", Sha256.ZERO).asException();
    }

    @GET
    @Path("broken")
    @PermitAll
    public Who broken() {
        throw new IllegalStateException("canary-secret-detail");
    }

    @GET
    @Path("unavailable")
    @PermitAll
    public Who unavailable() {
        throw new DependencyUnavailableException("canary-dependency");
    }

    /** Reads one byte of a body, however long, and answers. */
    @PATCH
    @Path("stream")
    @MaxBody(MaxBody.ANY)
    @Blocking
    @RolesAllowed(Roles.ACCESS)
    @Consumes("application/offset+octet-stream")
    public Response stream(InputStream body) throws IOException {
        return Response.status(body.read() < 0 ? 200 : 409).build();
    }

    /** Reads a body to its end. */
    @PATCH
    @Path("whole")
    @Blocking
    @RolesAllowed(Roles.ACCESS)
    @Consumes("application/offset+octet-stream")
    public void whole(InputStream body) throws IOException {
        body.transferTo(OutputStream.nullOutputStream());
    }
}
