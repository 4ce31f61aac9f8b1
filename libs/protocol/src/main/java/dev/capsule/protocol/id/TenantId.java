package dev.capsule.protocol.id;

import java.util.regex.Pattern;

/** A tenant: one home server, named by its host in lower case, without port. At most 253 characters (RFC 1035). */
public record TenantId(String host) {
    private static final Pattern HOST = Pattern.compile(
            "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?" + "(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,20}");

    public TenantId {
        if (host.length() > 253 || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("not a host name");
        }
    }

    @Override
    public String toString() {
        return host;
    }
}
