package dev.capsule.stack.gateway;

import dev.capsule.protocol.reason.ReasonCode;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a service and its answer on the way back. Both bodies are piped: each side reads
 * no faster than the other side takes, so memory stays constant whatever the size.
 */
final class Exchange {
    /** More than the client library keeps of an answer that it has read but not handed out. */
    private static final long BUFFERED_AT_MOST = 1024 * 1024;

    private final HttpServerRequest in;
    private final Route route;
    private final Clients clients;
    private boolean retried;
    private boolean sent;
    private @Nullable HttpClientResponse from;

    private Exchange(HttpServerRequest in, Route route, Clients clients) {
        this.in = in;
        this.route = route;
        this.clients = clients;
    }

    static void forward(HttpServerRequest in, Route route, Clients clients) {
        in.pause();
        new Exchange(in, route, clients).connect(clients.of(in));
    }

    private void connect(HttpClient client) {
        client.request(new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(route.port())
                        .setMethod(in.method())
                        .setURI(in.uri()))
                .onSuccess(this::send)
                .onFailure(unreachable -> unavailable());
    }

    private void send(HttpClientRequest out) {
        HeaderRules.copyRequest(in.headers(), out.headers(), in.remoteAddress().hostAddress());
        // the future of the response fails with the same cause: nothing is lost here
        out.exceptionHandler(reported -> {});
        in.exceptionHandler(left -> abandon(out));
        in.response().closeHandler(left -> abandon(out));
        out.response().onSuccess(this::answer).onFailure(this::broken);
        if (!Problems.hasBody(in)) {
            sent = true;
            in.resume();
            out.end();
            return;
        }
        if (!in.headers().contains("Content-Length")) {
            out.setChunked(true);
        }
        // a service may answer, and stop reading, before the body is through: then the answer counts
        in.pipe().endOnFailure(false).to(out).onSuccess(done -> sent = true).onFailure(stopped -> in.handler(null)
                .resume());
    }

    private void answer(HttpClientResponse response) {
        from = response;
        var reply = in.response();
        if (reply.ended() || reply.closed()) {
            abandon(response.request());
            response.resume();
            return;
        }
        reply.setStatusCode(response.statusCode()).setStatusMessage(response.statusMessage());
        HeaderRules.copyResponse(response.headers(), reply.headers());
        if (isOfUnknownLength(response)) {
            reply.setChunked(true);
        }
        boolean early = Problems.hasBody(in) && !in.isEnded();
        if (early) {
            reply.putHeader("Connection", "close");
        }
        var answered = response.pipe().endOnFailure(false).to(reply);
        answered.onFailure(broken -> in.connection().close());
        if (early) {
            Problems.closeOnceRead(in, answered);
        }
    }

    /**
     * The client has left: the service need not go on. A connection to the service whose answer has been read to
     * its end already serves another exchange, though the end may not have been handed out here; resetting would
     * cut that one off. So near its end an answer is left to run out into nothing.
     */
    private void abandon(HttpClientRequest out) {
        if (from == null || !sent || isFarFromItsEnd(from)) {
            out.reset();
        }
    }

    private boolean isFarFromItsEnd(HttpClientResponse response) {
        var length = response.headers().get("Content-Length");
        return !in.method().equals(HttpMethod.HEAD)
                && length != null
                && length.matches("[0-9]{1,18}")
                && Long.parseLong(length) - in.response().bytesWritten() > BUFFERED_AT_MOST;
    }

    private boolean isOfUnknownLength(HttpClientResponse response) {
        return !response.headers().contains("Content-Length")
                && in.version() == HttpVersion.HTTP_1_1
                && !in.method().equals(HttpMethod.HEAD)
                && response.statusCode() != 204
                && response.statusCode() != 304;
    }

    /**
     * A service may close a kept connection at the moment a request enters it: what may be repeated is sent once more, on
     * a connection of its own.
     */
    private void broken(Throwable cause) {
        if (!retried && Clients.isRepeatable(in) && cause instanceof HttpClosedException) {
            retried = true;
            connect(clients.single());
        } else {
            unavailable();
        }
    }

    private void unavailable() {
        Problems.refuse(in, ReasonCode.DEPENDENCY_UNAVAILABLE, route.service() + " is not reachable; try again");
    }
}
