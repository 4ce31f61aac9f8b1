package dev.capsule.validation.request;

import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.util.function.Function;

/** Ids in paths. What is no id names nothing: the answer is that of an unknown id. */
public final class PathIds {
    private PathIds() {}

    /** For example {@code PathIds.parse(text, AlbumId::parse)}; refuses with {@link ReasonCode#NOT_FOUND}. */
    public static <T> T parse(String text, Function<String, T> type) {
        try {
            return type.apply(text);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.NOT_FOUND);
        }
    }
}
