package dev.capsule.service.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What comes of a body whose answer was given before its end. Many clients read no answer before they have sent
 * everything, and closing under them would destroy the answer; so the rest is read and dropped, and the connection
 * serves on. Within bounds: beyond 64 MiB or 10 s the connection is closed.
 */
final class UnreadBody {
    private static final long MAX_BYTES = 64L * 1024 * 1024;
    private static final long MAX_MILLIS = 10_000;

    private UnreadBody() {}

    static void dropAfterAnswer(RoutingContext routing) {
        routing.addEndHandler(answered -> drop(routing));
    }

    private static void drop(RoutingContext routing) {
        var request = routing.request();
        if (!request.isEnded()) {
            dropUpToTheBound(request);
        }
        // a body that was read to its end, but piece by piece, only counts as ended once it flows again
        if (!request.isEnded()) {
            routing.vertx().setTimer(MAX_MILLIS, late -> {
                if (!request.isEnded()) {
                    request.connection().close();
                }
            });
        }
    }

    private static void dropUpToTheBound(HttpServerRequest request) {
        var dropped = new AtomicLong();
        request.handler(buffer -> {
            if (dropped.addAndGet(buffer.length()) > MAX_BYTES) {
                request.connection().close();
            }
        });
        request.resume();
    }
}
