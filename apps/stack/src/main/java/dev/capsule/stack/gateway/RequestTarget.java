package dev.capsule.stack.gateway;

import java.util.Optional;

/**
 * A request target in which gateway and service must read the same path.
 *
 * <p>What two parsers could read differently is refused, never normalised: empty and dot segments, path
 * parameters, backslashes, encoded separators, dots, percent signs and control bytes, and anything outside
 * the characters RFC 3986 gives a path. Only the origin form ({@code /path?query}) is taken.
 */
record RequestTarget(String path) {
    static final int MAX_LENGTH = 4096;
    private static final String PATH_CHARACTERS = "-._~!$&'()*+,=:@/%";
    private static final String NEVER_ENCODED = "/\\;.%?#";

    /** Empty when the target is ambiguous. */
    static Optional<RequestTarget> parse(String target) {
        if (target.length() > MAX_LENGTH || !target.startsWith("/")) {
            return Optional.empty();
        }
        int mark = target.indexOf('?');
        var path = mark < 0 ? target : target.substring(0, mark);
        var query = mark < 0 ? "" : target.substring(mark);
        return isPlain(path) && hasPlainSegments(path) && isVisible(query)
                ? Optional.of(new RequestTarget(path))
                : Optional.empty();
    }

    private static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!isAlphanumeric(c) && PATH_CHARACTERS.indexOf(c) < 0) {
                return false;
            }
            if (c == '%' && !isHarmlessEncoding(path, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHarmlessEncoding(String path, int at) {
        if (at + 2 >= path.length()) {
            return false;
        }
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        if (high < 0 || low < 0) {
            return false;
        }
        int decoded = high * 16 + low;
        return decoded >= 0x20 && decoded != 0x7f && NEVER_ENCODED.indexOf(decoded) < 0;
    }

    private static boolean hasPlainSegments(String path) {
        var segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            var segment = segments[i];
            boolean last = i == segments.length - 1;
            if (segment.equals(".")
                    || segment.equals("..")
                    || (segment.isEmpty() && !(last && i > 0) && !path.equals("/"))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(String query) {
        return query.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '#' && c != '\\');
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
