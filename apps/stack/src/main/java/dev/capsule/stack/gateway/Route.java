package dev.capsule.stack.gateway;

/**
 * A path prefix and who serves it.
 *
 * @param prefix starts with a slash and ends without one; matches whole segments
 * @param service name for messages
 * @param port loopback port of the service
 */
public record Route(String prefix, String service, int port) {
    public Route {
        if (!prefix.startsWith("/") || prefix.endsWith("/")) {
            throw new IllegalArgumentException("not a path prefix: " + prefix);
        }
    }

    boolean matches(String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
