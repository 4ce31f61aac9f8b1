package dev.capsule.identity.session;

import dev.capsule.identity.proof.Proof;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.body.Bodies;
import dev.capsule.service.body.BodyLimit;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /sessions/revoke-all}: ends every session of the user but the one whose token comes along. A token, however
 * good, is no proof.
 */
@Path("/sessions/revoke-all")
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@RunOnVirtualThread
public class RevokeAllResource {
    private final Sessions sessions;
    private final CurrentTenant tenant;
    private final CurrentCaller caller;
    private final BodyLimit limit;

    RevokeAllResource(Sessions sessions, CurrentTenant tenant, CurrentCaller caller, BodyLimit limit) {
        this.sessions = sessions;
        this.tenant = tenant;
        this.caller = caller;
        this.limit = limit;
    }

    public record RevokeRequest(
            @Nullable UserId userId,
            @Nullable Bytes nonce,
            @Nullable Timestamp expires,
            @Nullable List<Bytes> signature,
            @Nullable Proof proof) {}

    public record RevokeAnswer(int revoked, boolean proof) {}

    /** Read by hand: a request without any body must hear that a proof is missing, not that a body is. */
    @POST
    @PermitAll
    public RevokeAnswer revokeAll(@HeaderParam("Content-Type") @Nullable String type, InputStream body)
            throws IOException {
        byte[] bytes = limit.readAll(body);
        if (bytes.length == 0) {
            throw new RefusalException(ReasonCode.MASTER_KEY_PROOF_REQUIRED);
        }
        var request = Bodies.read(bytes, type, RevokeRequest.class);
        var proof = Proof.of(request.proof(), request.userId(), request.nonce(), request.expires(), request.signature())
                .orElseThrow(() -> new RefusalException(ReasonCode.MASTER_KEY_PROOF_REQUIRED));
        return new RevokeAnswer(sessions.revokeAll(tenant.id(), proof, caller.find()), true);
    }
}
