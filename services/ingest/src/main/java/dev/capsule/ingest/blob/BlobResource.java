package dev.capsule.ingest.blob;

import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.problem.DependencyUnavailableException;
import dev.capsule.service.problem.Problems;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.jboss.resteasy.reactive.PathPart;
import org.jspecify.annotations.Nullable;

/** Downloads of ciphertext, straight from the file to the socket. */
@Path("/blob/{hash}")
@RunOnVirtualThread
public class BlobResource {
    private final BlobAccess access;
    private final BlobStore blobs;
    private final CurrentCaller caller;

    BlobResource(BlobAccess access, BlobStore blobs, CurrentCaller caller) {
        this.access = access;
        this.blobs = blobs;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Roles.ACCESS)
    public Response get(
            @PathParam("hash") String text,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        var hash = parse(text);
        var blob = access.require(caller.get(), hash);
        if (isKnown(ifNoneMatch, hash)) {
            return answer(Response.notModified(), hash).build();
        }
        ByteRange bytes;
        try {
            bytes = ifRange == null || ifRange.equals(tag(hash))
                    ? ByteRange.of(range, blob.size())
                    : ByteRange.whole(blob.size());
        } catch (RefusalException e) {
            return unsatisfiable(e, blob.size());
        }
        var answer = bytes.partial()
                ? Response.status(Response.Status.PARTIAL_CONTENT)
                        .header("Content-Range", bytes.contentRange(blob.size()))
                : Response.ok();
        return answer(answer, hash)
                .header(HttpHeaders.CONTENT_LENGTH, bytes.length())
                .entity(content(hash, bytes))
                .build();
    }

    @HEAD
    @RolesAllowed(Roles.ACCESS)
    public Response head(@PathParam("hash") String text, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        var hash = parse(text);
        var blob = access.require(caller.get(), hash);
        return isKnown(ifNoneMatch, hash)
                ? answer(Response.notModified(), hash).build()
                : answer(Response.ok(), hash)
                        .header(HttpHeaders.CONTENT_LENGTH, blob.size())
                        .build();
    }

    /** The file itself where there is one, else the bytes as they come from the store. */
    private Object content(Sha256 hash, ByteRange bytes) {
        try {
            var file = blobs.file(hash);
            if (file.isPresent()) {
                return new PathPart(file.get(), bytes.offset(), bytes.length());
            }
            return new BlobStream(blobs.open(hash, bytes.offset()), bytes.length());
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("DANGLING_REFERENCE blob " + hash + " is not stored", e);
        } catch (IOException e) {
            throw new DependencyUnavailableException("storage", e);
        }
    }

    private static Response.ResponseBuilder answer(Response.ResponseBuilder answer, Sha256 hash) {
        return answer.header(HttpHeaders.ETAG, tag(hash))
                .header(HttpHeaders.CACHE_CONTROL, "private, immutable")
                .header(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                .header("Accept-Ranges", "bytes");
    }

    private static Response unsatisfiable(RefusalException refused, long size) {
        return Response.status(refused.code().status())
                .header("Content-Range", "bytes */" + size)
                .header(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                .entity(Problems.of(refused.refusal()))
                .build();
    }

    private static boolean isKnown(@Nullable String ifNoneMatch, Sha256 hash) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(tag(hash)) || tag.equals("W/" + tag(hash)));
    }

    private static String tag(Sha256 hash) {
        return "\"" + hash.hex() + "\"";
    }

    private static Sha256 parse(String text) {
        try {
            return Sha256.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
    }
}
