package dev.capsule.identity.session;

import dev.capsule.identity.proof.Proof;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /sessions}: log in by proof, list, end one. */
@Path("/sessions")
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@RunOnVirtualThread
public class SessionResource {
    private final Sessions sessions;
    private final CurrentTenant tenant;
    private final CurrentCaller caller;

    SessionResource(Sessions sessions, CurrentTenant tenant, CurrentCaller caller) {
        this.sessions = sessions;
        this.tenant = tenant;
        this.caller = caller;
    }

    /** The proof's members beside the device, or together under {@code proof}. */
    public record LoginRequest(
            DeviceId deviceId,
            @Nullable UserId userId,
            @Nullable Bytes nonce,
            @Nullable Timestamp expires,
            @Nullable List<Bytes> signature,
            @Nullable Proof proof) {}

    public record LoginAnswer(String sessionToken, SessionId sessionId) {
        @Override
        public String toString() {
            return "LoginAnswer[" + sessionId + ", redacted]";
        }
    }

    public record SessionList(List<Item> sessions) {}

    /** @param current whether it is the session of this request */
    public record Item(
            SessionId sessionId,
            @Nullable DeviceId deviceId,
            Timestamp createdAt,
            Timestamp lastUsed,
            boolean current) {}

    @POST
    @PermitAll
    @Consumes({MediaTypes.JSON, MediaTypes.CBOR})
    public Response login(LoginRequest request) {
        var proof = Proof.of(request.proof(), request.userId(), request.nonce(), request.expires(), request.signature())
                .orElseThrow(() -> new RefusalException(ReasonCode.AUTH_REQUIRED, "There is no proof"));
        var session = sessions.login(tenant.id(), proof, request.deviceId());
        return Response.status(201)
                .entity(new LoginAnswer(session.token(), session.id()))
                .build();
    }

    @GET
    @RolesAllowed(Roles.SESSION)
    public SessionList list() {
        var own = caller.get().session();
        return new SessionList(sessions.list(caller.get()).stream()
                .map(session -> new Item(
                        session.id(),
                        session.device(),
                        new Timestamp(session.createdAt()),
                        new Timestamp(session.lastUsedAt()),
                        session.id().equals(own)))
                .toList());
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Roles.SESSION)
    public void end(@PathParam("id") String id) {
        try {
            sessions.end(caller.get(), SessionId.parse(id));
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
    }
}
