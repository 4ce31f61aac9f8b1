package dev.capsule.identity.escrow;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What must be stored for a write to go on (RFC 9110 section 13.1). A write never overwrites what it has not seen. */
sealed interface Precondition {
    /** Nothing may be stored: {@code If-None-Match: *}, or no condition at all. */
    record Absent() implements Precondition {}

    /** Anything must be stored: {@code If-Match: *}. */
    record Present() implements Precondition {}

    /** Exactly this version must be stored: {@code If-Match: "3"}. */
    record Version(long number) implements Precondition {}

    Pattern ETAG = Pattern.compile("\"?([1-9][0-9]{0,17})\"?");

    static Precondition of(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifNoneMatch != null && (ifMatch != null || !ifNoneMatch.equals("*"))) {
            throw new RefusalException(ReasonCode.BODY_MALFORMED, "The preconditions contradict each other");
        }
        if (ifMatch == null) {
            return new Absent();
        }
        if (ifMatch.equals("*")) {
            return new Present();
        }
        Matcher etag = ETAG.matcher(ifMatch);
        if (!etag.matches()) {
            throw new RefusalException(ReasonCode.PRECONDITION_FAILED);
        }
        return new Version(Long.parseLong(etag.group(1)));
    }

    /** @param stored 0 if nothing is stored */
    default boolean holds(long stored) {
        return switch (this) {
            case Absent() -> stored == 0;
            case Present() -> stored > 0;
            case Version(long number) -> stored == number;
        };
    }
}
