package dev.capsule.identity.escrow;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MaxBody;
import dev.capsule.service.body.MediaTypes;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** {@code PUT} and {@code GET /escrow/{kind}}: opaque bytes in, the same bytes out; the ETag is the version. */
@Path("/escrow/{kind}")
@RunOnVirtualThread
public class EscrowResource {
    private static final String JSON = MediaTypes.JSON;
    private static final String CBOR = MediaTypes.CBOR;

    private final EscrowStore store;
    private final CurrentCaller caller;

    EscrowResource(EscrowStore store, CurrentCaller caller) {
        this.store = store;
        this.caller = caller;
    }

    public record Written(long version) {}

    @PUT
    @MaxBody(WrappedSecret.MAX_BYTES)
    @RolesAllowed(Roles.ACCESS)
    @Consumes({MediaType.APPLICATION_OCTET_STREAM, CBOR, JSON})
    @Produces({JSON, CBOR})
    public Response put(
            @PathParam("kind") String kind,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable MediaType type,
            InputStream body)
            throws IOException {
        var named = new EscrowKind(kind);
        var precondition = Precondition.of(ifMatch, ifNoneMatch);
        byte[] sealed = body.readNBytes(WrappedSecret.MAX_BYTES + 1);
        var secret = new WrappedSecret(plain(type), Bytes.of(sealed));
        long version = store.put(caller.get(), named, precondition, secret);
        return Response.status(version == 1 ? 201 : 200)
                .header(HttpHeaders.ETAG, "\"" + version + "\"")
                .entity(new Written(version))
                .build();
    }

    @GET
    @RolesAllowed(Roles.ACCESS)
    public Response get(@PathParam("kind") String kind) {
        var stored = store.get(caller.get(), new EscrowKind(kind))
                .orElseThrow(() -> new RefusalException(ReasonCode.NOT_FOUND));
        return Response.ok(stored.secret().sealed().toArray(), stored.secret().contentType())
                .header(HttpHeaders.ETAG, "\"" + stored.version() + "\"")
                .build();
    }

    /** Without parameters, so that only the three media types of {@link #put} are ever answered with. */
    private static String plain(@Nullable MediaType type) {
        return type == null ? MediaType.APPLICATION_OCTET_STREAM : type.getType() + "/" + type.getSubtype();
    }
}
