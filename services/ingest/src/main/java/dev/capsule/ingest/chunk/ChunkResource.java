package dev.capsule.ingest.chunk;

import dev.capsule.ingest.landing.Landing;
import dev.capsule.ingest.landing.LandingOutcome;
import dev.capsule.ingest.upload.ResumableDraft;
import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.Sessions;
import dev.capsule.ingest.upload.TusHeaders;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.service.auth.CurrentCaller;
import dev.capsule.service.auth.Roles;
import dev.capsule.service.body.MaxBody;
import dev.capsule.service.problem.Problems;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * {@code PATCH /upload/{id}}. On platform worker threads: hashing keeps a carrier busy, and virtual threads starved each
 * other here.
 */
@Path("/upload/{id}")
@Blocking
public class ChunkResource {
    private final Chunks chunks;
    private final Landing landing;
    private final CurrentCaller caller;
    private final Duration readTimeout;

    ChunkResource(
            Chunks chunks,
            Landing landing,
            CurrentCaller caller,
            @ConfigProperty(name = "quarkus.http.read-timeout") Duration readTimeout) {
        this.chunks = chunks;
        this.landing = landing;
        this.caller = caller;
        this.readTimeout = readTimeout;
    }

    @PATCH
    @MaxBody(MaxBody.ANY)
    @RolesAllowed(Roles.ACCESS)
    public Response patch(
            @PathParam("id") String id, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        var chunk = ChunkHeaders.of(headers);
        var answer = append(id, chunk, new RequestBody(request, readTimeout));
        return (chunk.draft() ? ResumableDraft.describe(answer.session(), answer.response()) : answer.response())
                .build();
    }

    /** @param session as it is now */
    private record Answer(Session session, Response.ResponseBuilder response) {}

    private Answer append(String id, ChunkHeaders headers, Pieces body) {
        var appended = chunks.append(caller.get(), Sessions.parse(id), headers, body);
        return switch (appended.outcome()) {
            case Outcome.Appended(var session) -> answer(session, Response.noContent());
            case Outcome.Duplicate(var session) -> answer(session, Response.noContent());
            case Outcome.Refused(var session, var refusal) -> problem(session, refusal);
            case Outcome.Failed(var session, var refusal) -> problem(session, refusal);
            case Outcome.Landed(var session) -> answer(session, Response.noContent());
            case Outcome.Complete(var session) -> {
                chunks.forget(session.id());
                yield landed(session, landing.land(session, appended.digest()));
            }
        };
    }

    private static Answer landed(Session session, LandingOutcome outcome) {
        return switch (outcome) {
            case LandingOutcome.Landed(var after) -> answer(after, Response.noContent());
            case LandingOutcome.StillRunning() -> answer(session, Response.accepted());
            case LandingOutcome.Failed(var after, var code) -> problem(after, Refusal.of(code));
        };
    }

    private static Answer answer(Session session, Response.ResponseBuilder answer) {
        return new Answer(session, TusHeaders.of(session, answer));
    }

    private static Answer problem(Session session, Refusal refusal) {
        return answer(
                session,
                Response.status(refusal.code().status())
                        .header(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                        .entity(Problems.of(refusal)));
    }
}
