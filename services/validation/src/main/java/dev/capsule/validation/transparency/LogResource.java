package dev.capsule.validation.transparency;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MediaTypes;
import dev.capsule.validation.request.PathIds;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** {@code /albums/{id}/log}. */
@Path("/albums/{id}/log")
@RunOnVirtualThread
@RolesAllowed(Roles.ACCESS)
public class LogResource {
    private static final int MAX_DIGITS = 18;

    private final Transparency transparency;
    private final CurrentCaller caller;

    LogResource(Transparency transparency, CurrentCaller caller) {
        this.transparency = transparency;
        this.caller = caller;
    }

    @GET
    @Path("checkpoint")
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public Checkpoint checkpoint(@PathParam("id") String id) {
        return transparency.checkpoint(caller.get(), PathIds.parse(id, AlbumId::parse));
    }

    @GET
    @Path("inclusion")
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public Transparency.Inclusion inclusion(@PathParam("id") String id, @QueryParam("hash") @Nullable String hash) {
        return transparency.inclusion(caller.get(), PathIds.parse(id, AlbumId::parse), hash(hash));
    }

    @GET
    @Path("consistency")
    @Produces({MediaTypes.JSON, MediaTypes.CBOR})
    public Transparency.Consistency consistency(
            @PathParam("id") String id,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        return transparency.consistency(caller.get(), PathIds.parse(id, AlbumId::parse), size(from), size(to));
    }

    private static Sha256 hash(@Nullable String text) {
        try {
            return Sha256.parse(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "hash is 64 hex digits");
        }
    }

    private static long size(@Nullable String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > MAX_DIGITS
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "from and to are tree sizes");
        }
        return Long.parseLong(text);
    }
}
