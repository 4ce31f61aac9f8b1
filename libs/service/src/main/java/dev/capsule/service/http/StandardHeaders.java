package dev.capsule.service.http;

import dev.capsule.protocol.id.ProtocolVersion;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What every answer carries, refusals and failures included (server-invariants 3; http-api, everywhere). */
@ApplicationScoped
class StandardHeaders {
    private static final CharSequence MIN = HttpHeaders.createOptimized("Capsule-Protocol-Min");
    private static final CharSequence MAX = HttpHeaders.createOptimized("Capsule-Protocol-Max");
    private static final CharSequence MIN_BUILD = HttpHeaders.createOptimized("Capsule-Min-Client-Build");
    private static final CharSequence SNIFF = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private final Optional<String> minClientBuild;

    StandardHeaders(@ConfigProperty(name = "capsule.http.min-client-build") Optional<String> minClientBuild) {
        this.minClientBuild = minClientBuild;
    }

    void onEveryAnswer(RoutingContext routing) {
        routing.addHeadersEndHandler(end -> put(routing.response()));
    }

    private void put(HttpServerResponse response) {
        var headers = response.headers();
        headers.set(MIN, ProtocolVersion.WINDOW.getFirst().date());
        headers.set(MAX, ProtocolVersion.WINDOW.getLast().date());
        headers.set(SNIFF, NO_SNIFF);
        minClientBuild.ifPresent(build -> headers.set(MIN_BUILD, build));
        if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
    }
}
