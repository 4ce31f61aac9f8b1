package dev.capsule.client.http;

import dev.capsule.client.failure.ClientException;
import dev.capsule.protocol.id.TenantId;
import java.net.URI;
import java.util.Locale;

/**
 * Where a home server answers.
 *
 * @param server scheme, host and port, no path; {@code http} only towards this machine
 * @param tenant what the Host header says: on one machine all tenants share an address
 */
public record Endpoint(URI server, TenantId tenant) {
    public Endpoint {
        var scheme = server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
        var host = server.getHost();
        boolean bare = server.getRawPath() == null
                || server.getRawPath().isEmpty()
                || server.getRawPath().equals("/");
        if (host == null
                || !bare
                || server.getRawQuery() != null
                || server.getRawFragment() != null
                || server.getRawUserInfo() != null) {
            throw new ClientException(
                    "SERVER_INVALID", "The server is given as https://host or http://127.0.0.1:port, without a path.");
        }
        if (!scheme.equals("https") && !(scheme.equals("http") && isThisMachine(host))) {
            throw new ClientException(
                    "SERVER_INVALID", "Plain http is only allowed towards this machine; use https for " + host + ".");
        }
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    URI resolve(String pathAndQuery) {
        return URI.create(server.getScheme() + "://" + server.getRawAuthority() + pathAndQuery);
    }
}
