package dev.capsule.service.body;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Reads request records from JSON or CBOR; see {@link Bodies} for what is refused. */
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
        return Bodies.read(bytes, mapper, type);
    }
}
