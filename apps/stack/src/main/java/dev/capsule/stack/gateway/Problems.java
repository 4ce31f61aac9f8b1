package dev.capsule.stack.gateway;

import dev.capsule.protocol.id.ProtocolVersion;
import dev.capsule.protocol.reason.ReasonCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** The gateway's own answers: problem details (RFC 9457) with the suite's reason codes. */
final class Problems {
    private static final String RETRY_AFTER_SECONDS = "2";
    private static final long UNREAD_BODY_LIMIT_MILLIS = 10_000;

    private Problems() {}

    static void refuse(HttpServerRequest request, ReasonCode code, String detail) {
        refuse(request, code, code.status(), detail);
    }

    /** A status that HTTP itself defines for this refusal, where it is not the code's. */
    static void refuse(HttpServerRequest request, ReasonCode code, int status, String detail) {
        var reply = request.response();
        if (reply.ended() || reply.closed()) {
            return;
        }
        if (reply.headWritten()) {
            request.connection().close();
            return;
        }
        reply.headers().clear();
        reply.setChunked(false).setStatusCode(status);
        reply.putHeader("Content-Type", "application/problem+json");
        reply.putHeader("Cache-Control", "no-store");
        reply.putHeader(
                "Capsule-Protocol-Min", ProtocolVersion.WINDOW.getFirst().date());
        reply.putHeader("Capsule-Protocol-Max", ProtocolVersion.WINDOW.getLast().date());
        if (status == ReasonCode.DEPENDENCY_UNAVAILABLE.status()) {
            reply.putHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        if (code == ReasonCode.METHOD_NOT_ALLOWED) {
            reply.putHeader("Allow", String.join(", ", Gateway.METHODS));
        }
        var problem = new JsonObject()
                .put("type", code.type())
                .put("title", code.title())
                .put("status", status)
                .put("detail", detail)
                .put("code", code.name());
        if (!hasBody(request)) {
            request.resume();
            reply.end(problem.toBuffer());
            return;
        }
        reply.putHeader("Connection", "close");
        closeOnceRead(request, reply.end(problem.toBuffer()));
        request.handler(null).resume();
    }

    /**
     * Closes the connection once the body has been read, at the latest after 10 s, for a request that was
     * answered before its body was through: closing at once would reset the connection under the answer.
     */
    static void closeOnceRead(HttpServerRequest request, Future<Void> answered) {
        var connection = request.connection();
        var vertx = Vertx.currentContext().owner();
        long timer = vertx.setTimer(UNREAD_BODY_LIMIT_MILLIS, id -> connection.close());
        Future.join(answered, request.isEnded() ? Future.succeededFuture() : request.end())
                .onComplete(done -> {
                    vertx.cancelTimer(timer);
                    connection.close();
                });
    }

    static boolean hasBody(HttpServerRequest request) {
        var headers = request.headers();
        return headers.contains("Transfer-Encoding")
                || (headers.contains("Content-Length") && !"0".equals(headers.get("Content-Length")));
    }
}
