package dev.capsule.ingest.upload;

import io.quarkus.vertx.http.runtime.filters.Filters;
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
    public static final String OFFSET = "Upload-Offset";
    public static final String LENGTH = "Upload-Length";
    public static final String CHECKSUM = "Upload-Checksum";
    public static final String EXPIRES = "Upload-Expires";
    public static final String STATUS = "Capsule-Session-Status";
    public static final String SUGGESTED_CHUNK = "Capsule-Suggested-Chunk-Size";
    /** Runs before the guard of all requests, so that its refusals carry the header too. */
    private static final int BEFORE_EVERYTHING = Integer.MAX_VALUE;

    void register(@Observes Filters filters) {
        filters.register(
                routing -> {
                    if (routing.request().path() != null
                            && routing.request().path().startsWith("/upload")) {
                        routing.response().putHeader(RESUMABLE, VERSION);
                    }
                    routing.next();
                },
                BEFORE_EVERYTHING);
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
