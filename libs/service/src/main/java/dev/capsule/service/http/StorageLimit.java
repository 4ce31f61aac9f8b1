package dev.capsule.service.http;

import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * A storage limit as header fields: {@code RateLimit-Policy: "storage";q=<hard>;qu="content-bytes"} and {@code RateLimit:
 * "storage";r=<remaining>} (draft-ietf-httpapi-ratelimit-headers), without a window, for time alone frees nothing.
 *
 * @param hard bytes that may be stored
 * @param remaining bytes that still may be; 0 when more is stored than may be
 */
public record StorageLimit(long hard, long remaining) {

    public static StorageLimit of(long hard, long used, long reserved) {
        return new StorageLimit(hard, Math.max(0, hard - used - reserved));
    }

    /** The limit a refusal names with its members {@code hard_limit}, {@code used} and {@code reserved}, if it does. */
    public static Optional<StorageLimit> of(Map<String, Object> members) {
        return members.get("hard_limit") instanceof Number hard
                        && members.get("used") instanceof Number used
                        && members.get("reserved") instanceof Number reserved
                ? Optional.of(of(hard.longValue(), used.longValue(), reserved.longValue()))
                : Optional.empty();
    }

    public ResponseBuilder on(ResponseBuilder response) {
        return response.header("RateLimit-Policy", "\"storage\";q=" + hard + ";qu=\"content-bytes\"")
                .header("RateLimit", "\"storage\";r=" + remaining);
    }
}
