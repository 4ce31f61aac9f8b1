package dev.capsule.service.http;

import dev.capsule.protocol.id.UuidV7;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.MDC;

/** The id under which the log knows a request; always ours, so that no caller writes into the log. */
public final class RequestId {
    public static final String HEADER = "X-Request-Id";
    private static final String KEY = "capsule.request-id";
    private static final String LOG_KEY = "request_id";

    private RequestId() {}

    static void assign(RoutingContext routing) {
        String id = UuidV7.generate().toString();
        routing.put(KEY, id);
        routing.response().putHeader(HEADER, id);
        MDC.put(LOG_KEY, id);
    }

    public static String of(RoutingContext routing) {
        String id = routing.get(KEY);
        return id == null ? "none" : id;
    }
}
