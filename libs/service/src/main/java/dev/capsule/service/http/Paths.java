package dev.capsule.service.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Paths that two parsers could read differently. They are refused, never normalised: a proxy and this server must not
 * disagree on which route is protected.
 */
final class Paths {
    private static final int MAX_LENGTH = 1024;

    private Paths() {}

    static boolean isAmbiguous(@Nullable String path) {
        if (path == null || path.length() > MAX_LENGTH || !path.startsWith("/")) {
            return true;
        }
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.contains("//")
                || lower.indexOf(';') >= 0
                || lower.indexOf('\\') >= 0
                || lower.contains("%2f")
                || lower.contains("%5c")
                || lower.contains("%3b")
                || lower.contains("%2e")
                || lower.contains("%25")
                || lower.contains("%00")
                || hasControlOrForeign(lower)
                || hasDotSegment(lower);
    }

    private static boolean hasControlOrForeign(String path) {
        return path.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f);
    }

    private static boolean hasDotSegment(String path) {
        return path.contains("/./") || path.contains("/../") || path.endsWith("/.") || path.endsWith("/..");
    }
}
