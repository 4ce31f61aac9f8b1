package dev.capsule.stack.gateway;

import dev.capsule.protocol.reason.ReasonCode;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;

/**
 * One request on its way to a service and its answer on the way back. Both bodies are piped: each side reads
 * no faster than the other side takes, so memory stays constant whatever the size.
 */
final class Exchange {
    private final HttpServerRequest in;
    private final Route route;

    private Exchange(HttpServerRequest in, Route route) {
        this.in = in;
        this.route = route;
    }

    static void forward(HttpServerRequest in, Route route, HttpClient client) {
        in.pause();
        var exchange = new Exchange(in, route);
        client.request(new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(route.port())
                        .setMethod(in.method())
                        .setURI(in.uri()))
                .onSuccess(exchange::send)
                .onFailure(unreachable -> exchange.unavailable());
    }

    private void send(HttpClientRequest out) {
        HeaderRules.copyRequest(in.headers(), out.headers(), in.remoteAddress().hostAddress());
        // the future of the response fails with the same cause: nothing is lost here
        out.exceptionHandler(reported -> {});
        in.response().closeHandler(left -> out.reset());
        out.response().onSuccess(this::answer).onFailure(broken -> unavailable());
        if (!Problems.hasBody(in)) {
            in.resume();
            out.end();
            return;
        }
        if (!in.headers().contains("Content-Length")) {
            out.setChunked(true);
        }
        in.exceptionHandler(left -> out.reset());
        // a service may answer, and stop reading, before the body is through: then the answer counts
        in.pipe().endOnFailure(false).to(out).onFailure(stopped -> in.handler(null)
                .resume());
    }

    private void answer(HttpClientResponse from) {
        var reply = in.response();
        if (reply.ended() || reply.closed()) {
            from.request().reset();
            return;
        }
        reply.setStatusCode(from.statusCode()).setStatusMessage(from.statusMessage());
        HeaderRules.copyResponse(from.headers(), reply.headers());
        if (isOfUnknownLength(from)) {
            reply.setChunked(true);
        }
        boolean early = Problems.hasBody(in) && !in.isEnded();
        if (early) {
            reply.putHeader("Connection", "close");
        }
        var sent = from.pipe().endOnFailure(false).to(reply);
        sent.onFailure(broken -> {
            from.request().reset();
            in.connection().close();
        });
        if (early) {
            Problems.closeOnceRead(in, sent);
        }
    }

    private boolean isOfUnknownLength(HttpClientResponse from) {
        return !from.headers().contains("Content-Length")
                && in.version() == HttpVersion.HTTP_1_1
                && !in.method().equals(HttpMethod.HEAD)
                && from.statusCode() != 204
                && from.statusCode() != 304;
    }

    private void unavailable() {
        Problems.refuse(in, ReasonCode.DEPENDENCY_UNAVAILABLE, route.service() + " is not reachable; try again");
    }
}
