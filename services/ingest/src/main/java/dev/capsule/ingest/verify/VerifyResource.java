package dev.capsule.ingest.verify;

import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** {@code POST /storage/verify}. On platform threads, because a deep check hashes. */
@Path("/storage/verify")
@Blocking
public class VerifyResource {
    private final StorageVerification verification;
    private final CurrentCaller caller;

    VerifyResource(StorageVerification verification, CurrentCaller caller) {
        this.verification = verification;
        this.caller = caller;
    }

    @POST
    @RolesAllowed(Roles.ACCESS)
    @Consumes({MediaTypes.JSON, MediaTypes.CBOR})
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public VerifyReply verify(VerifyRequest request) {
        return verification.verify(caller.get(), request);
    }
}
