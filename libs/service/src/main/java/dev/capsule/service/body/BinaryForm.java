package dev.capsule.service.body;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.function.Function;

/** Types that are byte strings where the format has them (CBOR) and text where it does not (JSON). */
final class BinaryForm {
    private BinaryForm() {}

    static final class Reader<T> extends StdScalarDeserializer<T> {
        private final transient Function<byte[], T> of;
        private final transient Function<String, byte[]> fromText;

        Reader(Class<T> type, Function<byte[], T> of, Function<String, byte[]> fromText) {
            super(type);
            this.of = of;
            this.fromText = fromText;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                if (parser.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
                    return of.apply(parser.getBinaryValue());
                }
                if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    return of.apply(fromText.apply(parser.getText()));
                }
            } catch (IllegalArgumentException e) {
                return context.reportInputMismatch(this, "%s", e.getMessage());
            }
            return context.reportInputMismatch(this, "not a byte string or its text");
        }
    }

    static final class Writer<T> extends StdScalarSerializer<T> {
        private final transient Function<T, byte[]> bytes;
        private final transient Function<byte[], String> toText;

        Writer(Class<T> type, Function<T, byte[]> bytes, Function<byte[], String> toText) {
            super(type);
            this.bytes = bytes;
            this.toText = toText;
        }

        @Override
        public void serialize(T value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            byte[] raw = bytes.apply(value);
            if (generator.canWriteBinaryNatively()) {
                generator.writeBinary(raw);
            } else {
                generator.writeString(toText.apply(raw));
            }
        }
    }
}
