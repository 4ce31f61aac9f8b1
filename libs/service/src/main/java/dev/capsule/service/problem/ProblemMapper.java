package dev.capsule.service.problem;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.http.RequestId;
import dev.capsule.service.http.StorageLimit;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every exception that leaves a resource becomes a problem document here; nothing else makes one. */
final class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    /** Seconds. */
    private static final int RETRY_AFTER = 2;

    @ServerExceptionMapper
    Response refused(RefusalException e) {
        return response(e.refusal());
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response unauthenticated(SecurityException e) {
        return response(refusalIn(e).orElse(Refusal.of(ReasonCode.AUTH_REQUIRED)));
    }

    /** There are no ranks among callers, only kinds of token: the wrong kind is like none. */
    @ServerExceptionMapper
    Response wrongKindOfToken(ForbiddenException e) {
        return response(Refusal.of(ReasonCode.AUTH_REQUIRED));
    }

    @ServerExceptionMapper
    Response unavailable(DependencyUnavailableException e) {
        LOG.warn(e.getMessage(), e.getCause());
        return response(Refusal.of(ReasonCode.DEPENDENCY_UNAVAILABLE));
    }

    /** JAX-RS parameters that don't parse come as NotFound with a cause; routes that don't exist come without one. */
    @ServerExceptionMapper
    Response notFound(NotFoundException e) {
        return response(Refusal.of(ReasonCode.NOT_FOUND));
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e, RoutingContext routing) {
        var wrapped = refusalIn(e);
        if (wrapped.isPresent()) {
            return response(wrapped.get());
        }
        int status = e.getResponse().getStatus();
        var code =
                switch (status) {
                    case 400 -> ReasonCode.BODY_MALFORMED;
                    case 401, 403 -> ReasonCode.AUTH_REQUIRED;
                    case 404 -> ReasonCode.NOT_FOUND;
                    case 405 -> ReasonCode.METHOD_NOT_ALLOWED;
                    case 406 -> ReasonCode.NOT_ACCEPTABLE;
                    case 413 -> ReasonCode.BODY_TOO_LARGE;
                    case 415 -> ReasonCode.UNSUPPORTED_MEDIA_TYPE;
                    case 503 -> ReasonCode.DEPENDENCY_UNAVAILABLE;
                    default -> null;
                };
        return code == null ? unexpected(e, routing) : response(Refusal.of(code));
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, RoutingContext routing) {
        var refusal = refusalIn(e);
        if (refusal.isPresent()) {
            return response(refusal.get());
        }
        if (e instanceof Exception && DependencyUnavailableException.isCauseOf(e)) {
            return response(Refusal.of(ReasonCode.DEPENDENCY_UNAVAILABLE));
        }
        String id = RequestId.of(routing);
        LOG.errorf(e, "unexpected failure, correlation id %s", id);
        return Response.status(500)
                .header(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                .entity(Problems.internal(500, id))
                .build();
    }

    private static Optional<Refusal> refusalIn(Throwable failure) {
        var current = failure;
        for (int depth = 0; current != null && depth < 16; depth++) {
            if (current instanceof RefusalException refusal) {
                return Optional.of(refusal.refusal());
            }
            current = current.getCause();
        }
        return Optional.empty();
    }

    private static Response response(Refusal refusal) {
        var builder = Response.status(refusal.code().status())
                .header(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                .entity(Problems.of(refusal));
        return switch (refusal.code()) {
            case AUTH_REQUIRED, TOKEN_EXPIRED ->
                builder.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build();
            case DEPENDENCY_UNAVAILABLE, UPLOAD_BACKPRESSURE, RATE_LIMITED ->
                builder.header(HttpHeaders.RETRY_AFTER, refusal.members().getOrDefault("retry_after", RETRY_AFTER))
                        .build();
            case QUOTA_EXCEEDED, QUOTA_GRACE_EXPIRED ->
                StorageLimit.of(refusal.members())
                        .map(limit -> limit.on(builder))
                        .orElse(builder)
                        .build();
            default -> builder.build();
        };
    }
}
