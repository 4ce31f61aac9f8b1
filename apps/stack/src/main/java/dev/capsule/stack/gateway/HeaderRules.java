package dev.capsule.stack.gateway;

import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which headers cross the gateway (RFC 9110 section 7.6.1). */
final class HeaderRules {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    // what says where a request came from is the gateway's to say; 100-continue is answered here
    private static final Set<String> NOT_FROM_CLIENTS = Set.of("forwarded", "x-real-ip", "x-client-ip", "expect");

    private HeaderRules() {}

    /** Client to service: end-to-end headers, {@code Host} exactly as it came, and the client's address. */
    static void copyRequest(MultiMap from, MultiMap to, String client) {
        var named = namedByConnection(from);
        from.forEach((name, value) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(lower)
                    && !named.contains(lower)
                    && !NOT_FROM_CLIENTS.contains(lower)
                    && !lower.startsWith("x-forwarded-")) {
                to.add(name, value);
            }
        });
        to.set("X-Forwarded-For", client);
    }

    /** Service to client: end-to-end headers. */
    static void copyResponse(MultiMap from, MultiMap to) {
        var named = namedByConnection(from);
        from.forEach((name, value) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(lower) && !named.contains(lower)) {
                to.add(name, value);
            }
        });
    }

    /** Headers that {@code Connection} makes hop-by-hop; framing and Host cannot be taken away like this. */
    private static Set<String> namedByConnection(MultiMap headers) {
        var named = new HashSet<String>();
        for (var value : headers.getAll("connection")) {
            Arrays.stream(value.split(",", -1))
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .forEach(named::add);
        }
        named.remove("host");
        named.remove("content-length");
        return named;
    }
}
