package dev.capsule.service.http;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where a request comes from. A forwarding header counts only from a configured proxy, and only its last entry. */
@ApplicationScoped
class ClientAddress {
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]{2,45}");

    private final Set<String> trustedProxies;

    ClientAddress(@ConfigProperty(name = "capsule.http.trusted-proxies") List<String> trustedProxies) {
        this.trustedProxies = trustedProxies.stream().map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    String of(HttpServerRequest request) {
        var remote = request.remoteAddress();
        String peer = remote == null || remote.hostAddress() == null ? "unknown" : remote.hostAddress();
        if (!trustedProxies.contains(peer)) {
            return peer;
        }
        String forwarded = request.getHeader("X-Forwarded-For");
        if (forwarded == null) {
            return peer;
        }
        String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        return ADDRESS.matcher(last).matches() ? last : peer;
    }
}
