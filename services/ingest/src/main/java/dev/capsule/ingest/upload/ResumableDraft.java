package dev.capsule.ingest.upload;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;

/**
 * The IETF's resumable uploads (draft-ietf-httpbis-resumable-upload-05 to -10) for the offset and append requests of a
 * session. While it is a draft, a client says with {@value #VERSION} that it speaks it; without that header a request is
 * one of tus 1.0.0. Creation and the interim responses of the draft are not offered.
 */
public final class ResumableDraft {
    public static final String VERSION = "Upload-Draft-Interop-Version";
    /** A structured field of type boolean (RFC 9651): {@code ?1} or {@code ?0}. */
    public static final String COMPLETE = "Upload-Complete";

    public static final String CONTENT_TYPE = "application/partial-upload";
    private static final String LIMIT = "Upload-Limit";
    /** Bytes of every append but the last (server-invariants 10). */
    private static final int SMALLEST_APPEND = 4096;

    /** Interop versions whose offset and append requests are alike. */
    private static final Set<String> SPOKEN = Set.of("6", "7", "8");

    private ResumableDraft() {}

    public static boolean isSpoken(HttpHeaders headers) {
        List<String> versions = headers.getRequestHeader(VERSION);
        return versions != null && versions.size() == 1 && SPOKEN.contains(versions.getFirst());
    }

    /**
     * A request for the offset must not say anything about it (section "Offset Retrieval").
     *
     * @throws RefusalException BODY_MALFORMED
     */
    static void requireBareRequest(HttpHeaders headers) {
        for (String name : List.of(TusHeaders.OFFSET, COMPLETE, TusHeaders.LENGTH)) {
            if (headers.getHeaderString(name) != null) {
                throw new RefusalException(ReasonCode.BODY_MALFORMED, "A request for the offset has no " + name);
            }
        }
    }

    /** What an answer says beside the headers the draft shares with tus. */
    public static Response.ResponseBuilder describe(Session session, Response.ResponseBuilder answer) {
        return answer.header(COMPLETE, session.received() == session.size() ? "?1" : "?0");
    }

    /** @param bytes most that a whole upload may have */
    static Response.ResponseBuilder limited(Response.ResponseBuilder answer, long bytes) {
        return answer.header(LIMIT, "max-size=" + bytes + ", min-append-size=" + SMALLEST_APPEND);
    }
}
