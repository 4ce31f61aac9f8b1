package dev.capsule.identity.account;

import dev.capsule.identity.proof.Proof;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.SessionId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /accounts}. */
@Path("/accounts")
@Consumes({MediaTypes.JSON, MediaTypes.CBOR})
@Produces({MediaTypes.JSON, MediaTypes.CBOR})
@RunOnVirtualThread
public class AccountResource {
    private final Registration registration;
    private final CurrentTenant tenant;

    AccountResource(Registration registration, CurrentTenant tenant) {
        this.registration = registration;
        this.tenant = tenant;
    }

    /** The proof's members beside the others, or together under {@code proof}. */
    public record RegisterRequest(
            List<Bytes> ikPublic,
            @Nullable String handle,
            @Nullable String invite,
            @Nullable UserId userId,
            @Nullable Bytes nonce,
            @Nullable Timestamp expires,
            @Nullable List<Bytes> signature,
            @Nullable Proof proof) {

        HybridPublicKey identityKey() {
            if (ikPublic.size() != 2
                    || ikPublic.get(0).length() != HybridPublicKey.ED25519_LENGTH
                    || ikPublic.get(1).length() != HybridPublicKey.ML_DSA_65_LENGTH) {
                throw new RefusalException(ReasonCode.BODY_MALFORMED, "ik_public is two keys of 32 and 1952 bytes");
            }
            return new HybridPublicKey(ikPublic.get(0), ikPublic.get(1));
        }
    }

    public record RegisterAnswer(UserId userId, String sessionToken, SessionId sessionId) {
        @Override
        public String toString() {
            return "RegisterAnswer[" + userId + ", redacted]";
        }
    }

    @POST
    @PermitAll
    public Response register(RegisterRequest request) {
        var key = request.identityKey();
        var handle = request.handle() == null ? null : new Handle(request.handle());
        var proof = Proof.of(request.proof(), request.userId(), request.nonce(), request.expires(), request.signature())
                .orElseThrow(() -> new RefusalException(ReasonCode.AUTH_REQUIRED, "There is no proof"));
        var session = registration.register(tenant.id(), proof, key, handle, request.invite());
        return Response.status(201)
                .entity(new RegisterAnswer(proof.userId(), session.token(), session.id()))
                .build();
    }
}
