package dev.capsule.service.body;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Reads request records from JSON or CBOR; whatever does not fit is refused with its code. */
@Provider
@Consumes({MediaTypes.JSON, MediaTypes.CBOR})
class StructuredBodyReader implements MessageBodyReader<Object> {
    private final BodyLimit limit;

    StructuredBodyReader(BodyLimit limit) {
        this.limit = limit;
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        byte[] bytes = limit.readAll(body);
        ObjectMapper mapper = mediaType.getSubtype().equals("cbor") ? Mappers.cbor() : Mappers.json();
        return read(mapper, bytes, type);
    }

    private static Object read(ObjectMapper mapper, byte[] bytes, Class<?> type) throws IOException {
        try {
            Object value = mapper.readValue(bytes, type);
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

    /** A record's own constructor may refuse with a code; everything else is a matter of form. */
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
