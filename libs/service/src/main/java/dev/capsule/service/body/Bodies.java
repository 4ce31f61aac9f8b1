package dev.capsule.service.body;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads request records; whatever does not fit is refused with its code. */
public final class Bodies {
    private Bodies() {}

    /**
     * @param contentType JSON unless it is {@code application/cbor}
     * @throws RefusalException UNSUPPORTED_MEDIA_TYPE, UNKNOWN_FIELD, BODY_MALFORMED, or what the record's own
     *     constructor refuses with
     */
    public static <T> T read(byte[] bytes, @Nullable String contentType, Class<T> type) throws IOException {
        return read(bytes, mapper(contentType), type);
    }

    static <T> T read(byte[] bytes, ObjectMapper mapper, Class<T> type) throws IOException {
        try {
            T value = mapper.readValue(bytes, type);
            if (value == null) {
                throw new RefusalException(ReasonCode.BODY_MALFORMED, "The body is null");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw new RefusalException(ReasonCode.UNKNOWN_FIELD);
        } catch (JsonProcessingException e) {
            throw refusal(e);
        }
    }

    private static ObjectMapper mapper(@Nullable String contentType) {
        String plain =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (plain) {
            case MediaTypes.CBOR -> Mappers.cbor();
            case MediaTypes.JSON, "" -> Mappers.json();
            default -> throw new RefusalException(ReasonCode.UNSUPPORTED_MEDIA_TYPE);
        };
    }

    private static RefusalException refusal(JsonProcessingException failure) {
        var current = failure.getCause();
        for (int depth = 0; current != null && depth < 8; depth++) {
            if (current instanceof RefusalException refusal) {
                return refusal;
            }
            current = current.getCause();
        }
        return new RefusalException(ReasonCode.BODY_MALFORMED);
    }
}
