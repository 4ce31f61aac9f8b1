package dev.capsule.ingest.upload;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.handshake.SignedWrite;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Everything about uploads but the bytes themselves. */
@Path("/upload")
@RunOnVirtualThread
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
public class UploadResource {
    private static final int MAX_WAIT_SECONDS = 20;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,4}");

    private final Uploads uploads;
    private final Sessions sessions;
    private final CurrentCaller caller;
    private final long maxFileSize;

    UploadResource(Uploads uploads, Sessions sessions, CurrentCaller caller, IngestConfig config) {
        this.uploads = uploads;
        this.sessions = sessions;
        this.caller = caller;
        maxFileSize = config.maxFileSize();
    }

    @POST
    @SignedWrite
    @RolesAllowed(Roles.ACCESS)
    @Consumes({MediaTypes.JSON, MediaTypes.CBOR})
    public Response create(
            @HeaderParam("Capsule-Protocol") String protocol,
            @HeaderParam("Capsule-Crypto-Suite") String suite,
            @HeaderParam("Capsule-Sidecar-Schema") @Nullable String sidecarSchema,
            UploadRequest body) {
        var created = uploads.create(caller.get(), body, new UploadChecks.Headers(protocol, suite, sidecarSchema));
        var session = created.session();
        var answer = Response.status(created.fresh() ? Response.Status.CREATED : Response.Status.OK)
                .header(HttpHeaders.LOCATION, "/upload/" + session.id())
                .header(TusHeaders.SUGGESTED_CHUNK, ChunkTiers.suggested(session.size()))
                .entity(SessionView.of(session));
        return TusHeaders.of(session, answer).build();
    }

    /** tus discovery; tells nothing about anyone. */
    @OPTIONS
    @PermitAll
    public Response discover() {
        return Response.noContent()
                .header(TusHeaders.VERSIONS, TusHeaders.VERSION)
                .header("Tus-Extension", "checksum,expiration,termination")
                .header("Tus-Checksum-Algorithm", "sha256")
                .header("Tus-Max-Size", maxFileSize)
                .build();
    }

    @GET
    @Path("/sessions")
    @RolesAllowed(Roles.ACCESS)
    public SessionView.Sessions active() {
        return new SessionView.Sessions(
                sessions.active(caller.get()).stream().map(SessionView::of).toList());
    }

    /** Said apart because the path would otherwise be the HEAD of a session by that name. */
    @HEAD
    @Path("/sessions")
    @RolesAllowed(Roles.ACCESS)
    public SessionView.Sessions headOfActive() {
        return active();
    }

    @HEAD
    @Path("/{id}")
    @RolesAllowed(Roles.ACCESS)
    public Response head(@PathParam("id") String id, @Context HttpHeaders headers) {
        boolean draft = ResumableDraft.isSpoken(headers);
        if (draft) {
            ResumableDraft.requireBareRequest(headers);
        }
        var session = sessions.get(caller.get(), Sessions.parse(id));
        var answer = TusHeaders.of(session, draft ? Response.noContent() : Response.ok())
                .header(TusHeaders.SUGGESTED_CHUNK, ChunkTiers.suggested(session.size()));
        return draft
                ? ResumableDraft.limited(ResumableDraft.describe(session, answer), maxFileSize)
                        .build()
                : answer.build();
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.ACCESS)
    public Response cancel(@PathParam("id") String id) {
        sessions.cancel(caller.get(), Sessions.parse(id));
        return Response.noContent().build();
    }

    @GET
    @Path("/{id}/result")
    @RolesAllowed(Roles.ACCESS)
    public SessionView.Result result(@PathParam("id") String id, @QueryParam("wait") @Nullable String wait) {
        return SessionView.Result.of(sessions.await(caller.get(), Sessions.parse(id), seconds(wait)));
    }

    /** Longer waits than the longest are cut to it. */
    private static Duration seconds(@Nullable String wait) {
        if (wait == null) {
            return Duration.ZERO;
        }
        if (!SECONDS.matcher(wait).matches()) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "wait is a number of seconds");
        }
        return Duration.ofSeconds(Math.min(Integer.parseInt(wait), MAX_WAIT_SECONDS));
    }
}
