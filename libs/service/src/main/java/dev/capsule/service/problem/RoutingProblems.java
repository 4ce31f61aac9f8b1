package dev.capsule.service.problem;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Problem documents for requests that never reach a resource. */
public final class RoutingProblems {
    private RoutingProblems() {}

    public static void refuse(RoutingContext routing, Refusal refusal) {
        send(routing.response(), refusal);
    }

    /** @param retryAfter seconds */
    public static void refuse(RoutingContext routing, Refusal refusal, int retryAfter) {
        routing.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfter));
        send(routing.response(), refusal);
    }

    private static void send(HttpServerResponse response, Refusal refusal) {
        if (refusal.code() == ReasonCode.AUTH_REQUIRED || refusal.code() == ReasonCode.TOKEN_EXPIRED) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        var unused = response.setStatusCode(refusal.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                .end(Buffer.buffer(Problems.of(refusal)));
    }
}
