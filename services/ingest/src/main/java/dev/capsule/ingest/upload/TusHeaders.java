package dev.capsule.ingest.upload;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.service.problem.RoutingProblems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Header names of tus 1.0.0 and ours beside them (wire-formats 12). */
@ApplicationScoped
public class TusHeaders {
    public static final String VERSION = "1.0.0";
    public static final String RESUMABLE = "Tus-Resumable";
    static final String VERSIONS = "Tus-Version";
    public static final String OFFSET = "Upload-Offset";
    public static final String LENGTH = "Upload-Length";
    public static final String CHECKSUM = "Upload-Checksum";
    public static final String EXPIRES = "Upload-Expires";
    public static final String STATUS = "Capsule-Session-Status";
    public static final String SUGGESTED_CHUNK = "Capsule-Suggested-Chunk-Size";
    /** Runs before the guard of all requests, so that its refusals carry the header too. */
    private static final int BEFORE_EVERYTHING = Integer.MAX_VALUE;
    /** Runs behind that guard, before authentication. */
    private static final int BEHIND_THE_GUARD = 900;

    void register(@Observes Filters filters) {
        filters.register(
                routing -> {
                    if (isOfUploads(routing)) {
                        routing.response().putHeader(RESUMABLE, VERSION);
                    }
                    routing.next();
                },
                BEFORE_EVERYTHING);
        filters.register(TusHeaders::requireVersion, BEHIND_THE_GUARD);
    }

    private static boolean isOfUploads(RoutingContext routing) {
        return routing.request().path() != null && routing.request().path().startsWith("/upload");
    }

    /** tus 1.0.0: a request of another version is not processed, and told which versions are; OPTIONS is how to ask for them. */
    private static void requireVersion(RoutingContext routing) {
        var request = routing.request();
        boolean spoken = request.method().equals(HttpMethod.OPTIONS)
                || request.headers().getAll(RESUMABLE).stream().allMatch(VERSION::equals);
        if (spoken || !isOfUploads(routing)) {
            routing.next();
        } else {
            routing.response().putHeader(VERSIONS, VERSION);
            RoutingProblems.refuse(
                    routing, Refusal.of(ReasonCode.PRECONDITION_FAILED, "This server speaks tus " + VERSION));
        }
    }

    /** What every answer about a session says of it. */
    public static Response.ResponseBuilder of(Session session, Response.ResponseBuilder answer) {
        return answer.header(OFFSET, session.received())
                .header(LENGTH, session.size())
                .header(STATUS, session.status().wireName())
                .header(
                        EXPIRES,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                session.expiresAt().atOffset(ZoneOffset.UTC)));
    }
}
