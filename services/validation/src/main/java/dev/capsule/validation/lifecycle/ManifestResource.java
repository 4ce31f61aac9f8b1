package dev.capsule.validation.lifecycle;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MaxBody;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.service.handshake.SignedWrite;
import dev.capsule.validation.gate.Receipt;
import dev.capsule.validation.ledger.Outcome;
import dev.capsule.validation.request.Declared;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** {@code POST /manifests}. */
@Path("/manifests")
@RunOnVirtualThread
@RolesAllowed(Roles.ACCESS)
public class ManifestResource {
    private final Lifecycle lifecycle;
    private final CurrentCaller caller;

    ManifestResource(Lifecycle lifecycle, CurrentCaller caller) {
        this.lifecycle = lifecycle;
        this.caller = caller;
    }

    /** The stored outcome; the very same for every duplicate. */
    public record Accepted(Sha256 manifestHash, long syncSeq, Timestamp receivedAt) {
        static Accepted of(Receipt receipt) {
            return new Accepted(receipt.manifestHash(), receipt.syncSeq(), receipt.receivedAt());
        }
    }

    @POST
    @SignedWrite
    @MaxBody(AssetManifest.MAX_BYTES)
    @Consumes(MediaTypes.CBOR)
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public Response write(@Context HttpHeaders headers, byte[] body) {
        var declared = Declared.of(headers);
        if (body.length > AssetManifest.MAX_BYTES) {
            throw new RefusalException(ReasonCode.BODY_TOO_LARGE);
        }
        var manifest = Manifest.decode(body);
        declared.requireSame(manifest.protocolVersion(), manifest.suite());
        return switch (lifecycle.write(caller.get(), declared, manifest)) {
            case Outcome.Committed(var receipt) ->
                Response.status(Response.Status.CREATED)
                        .entity(Accepted.of(receipt))
                        .build();
            case Outcome.Duplicate(var receipt) ->
                Response.ok(Accepted.of(receipt)).build();
            case Outcome.Rejected(var refusal) -> throw refusal.asException();
        };
    }
}
