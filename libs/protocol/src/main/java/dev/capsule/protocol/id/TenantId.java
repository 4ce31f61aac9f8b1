package dev.capsule.protocol.id;

/** A tenant: one home server, named by its host in lower case, without port. At most 253 characters (RFC 1035). */
public record TenantId(String host) {
    private static final int MAX_LENGTH = 253;
    private static final int MAX_LABELS = 21;
    private static final int MAX_LABEL = 63;

    public TenantId {
        if (host.length() > MAX_LENGTH || !isHost(host)) {
            throw new IllegalArgumentException("not a host name");
        }
    }

    /** By hand: every row and every event names its tenant, and a regular expression costs thirty times as much. */
    private static boolean isHost(String host) {
        int labels = 0;
        int start = 0;
        while (start <= host.length()) {
            int dot = host.indexOf('.', start);
            int end = dot < 0 ? host.length() : dot;
            if (!isLabel(host, start, end) || ++labels > MAX_LABELS) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    private static boolean isLabel(String host, int from, int to) {
        if (to == from || to - from > MAX_LABEL || host.charAt(from) == '-' || host.charAt(to - 1) == '-') {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = host.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!alphanumeric && c != '-') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return host;
    }
}
