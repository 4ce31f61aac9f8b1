package dev.capsule.protocol.cbor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import dev.capsule.protocol.id.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Strict decoder: Jackson tokenises, this class takes only the allowed items within the bounds, and the result must
 * encode to the very same bytes. That one comparison refuses whatever is not core deterministic: long forms, unsorted
 * or duplicate keys, ill-formed UTF-8. Tags and indefinite lengths are refused by their first byte, before a value is
 * read: the parser beneath resolves string references and bignums, which would let a few bytes grow to gigabytes.
 */
public final class CborDecoder {
    private static final int FLOATS_AND_SIMPLE = 7;

    private static final CBORFactory FACTORY = CBORFactory.builder()
            // Names come from outside: no table of them may outlive a call.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(CborLimits.DEPTH + 1)
                    .maxNumberLength(20)
                    .maxNameLength(65_536)
                    .build())
            .build();

    private final byte[] input;
    private final CborLimits limits;
    private final CBORParser parser;
    private int left = CborLimits.TOTAL_ITEMS;

    private CborDecoder(byte[] input, CborLimits limits, CBORParser parser) {
        this.input = input;
        this.limits = limits;
        this.parser = parser;
    }

    /** @throws CborException if the bytes are not exactly one canonical item within the limits */
    public static Cbor decode(byte[] input, CborLimits limits) {
        var items = decodeSequence(input, limits, 1);
        if (items.size() != 1) {
            throw new CborException("no item");
        }
        return items.getFirst();
    }

    /** @throws CborException if the bytes are not exactly one canonical map within the limits */
    public static Cbor.MapItem decodeMap(byte[] input, CborLimits limits) {
        if (decode(input, limits) instanceof Cbor.MapItem map) {
            return map;
        }
        throw new CborException("not a map");
    }

    /**
     * A CBOR sequence (RFC 8742) of at most {@code most} canonical items.
     *
     * @throws CborException if the bytes are anything else
     */
    public static List<Cbor> decodeSequence(byte[] input, CborLimits limits, int most) {
        if (input.length > limits.bytes()) {
            throw new CborException("more than " + limits.bytes() + " bytes");
        }
        try (var parser = FACTORY.createParser(input)) {
            return new CborDecoder(input, limits, parser).sequence(most);
        } catch (IOException | ArithmeticException | IllegalArgumentException e) {
            throw new CborException("not well-formed CBOR");
        }
    }

    private List<Cbor> sequence(int most) throws IOException {
        var items = new ArrayList<Cbor>();
        int end = 0;
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (items.size() == most) {
                throw new CborException("bytes after the end");
            }
            var item = item(token, 1);
            items.add(item);
            byte[] canonical = CborEncoder.encode(item, input.length - end);
            if (!Arrays.equals(
                    canonical, 0, canonical.length, input, end, Math.min(input.length, end + canonical.length))) {
                throw new CborException("not in canonical form");
            }
            end += canonical.length;
        }
        if (end != input.length) {
            throw new CborException("not in canonical form");
        }
        return items;
    }

    private Cbor item(JsonToken token, int depth) throws IOException {
        int major = majorType();
        return switch (token) {
            case VALUE_NUMBER_INT -> new Cbor.Int(integer(major));
            case VALUE_NUMBER_FLOAT -> new Cbor.FloatingPoint(parser.getDoubleValue());
            case VALUE_STRING -> new Cbor.Text(parser.getText());
            case VALUE_TRUE -> new Cbor.Bool(true);
            case VALUE_FALSE -> new Cbor.Bool(false);
            case VALUE_EMBEDDED_OBJECT -> {
                byte[] bytes = parser.getBinaryValue();
                if (bytes == null) {
                    throw notAllowed();
                }
                yield new Cbor.Bstr(Bytes.of(bytes));
            }
            case START_ARRAY -> array(depth);
            case START_OBJECT -> map(depth);
            case VALUE_NULL, END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE -> throw notAllowed();
        };
    }

    /** Major type of the current token, told by its first byte in the input; neither a tag nor an indefinite length. */
    private int majorType() {
        int initial = input[Math.toIntExact(parser.currentTokenLocation().getByteOffset())] & 0xff;
        int major = initial >> 5;
        if (major == 6 || (initial & 0x1f) == 0x1f) {
            throw notAllowed();
        }
        return major;
    }

    private static CborException notAllowed() {
        return new CborException("an item that is not allowed");
    }

    private long integer(int major) throws IOException {
        // The parser beneath hands out unassigned simple values as integers.
        if (major == FLOATS_AND_SIMPLE) {
            throw notAllowed();
        }
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new CborException("an integer beyond 63 bits");
        }
        return parser.getLongValue();
    }

    private Cbor array(int depth) throws IOException {
        requireDepth(depth);
        var items = new ArrayList<Cbor>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            requireCount(items.size());
            items.add(item(token, depth + 1));
        }
        return new Cbor.Array(items);
    }

    private Cbor map(int depth) throws IOException {
        requireDepth(depth);
        var entries = new ArrayList<Map.Entry<Cbor, Cbor>>();
        Cbor last = null;
        for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
            requireCount(entries.size());
            if (token != JsonToken.FIELD_NAME) {
                throw new CborException("a map key that is not allowed");
            }
            var key = key();
            if (last != null && KeyOrder.CANONICAL.compare(last, key) >= 0) {
                throw new CborException("map keys unsorted or duplicate");
            }
            last = key;
            entries.add(Map.entry(key, item(next(), depth + 1)));
        }
        return new Cbor.MapItem(entries);
    }

    /** Jackson hands integer keys out as text; the first byte of the key in the input tells which it was. */
    private Cbor key() throws IOException {
        return switch (majorType()) {
            case 0, 1 -> new Cbor.Int(Long.parseLong(parser.currentName()));
            case 3 -> new Cbor.Text(parser.currentName());
            default -> throw new CborException("a map key that is not allowed");
        };
    }

    private JsonToken next() throws IOException {
        var token = parser.nextToken();
        if (token == null) {
            throw new CborException("ends too early");
        }
        return token;
    }

    private void requireDepth(int depth) {
        if (depth > limits.depth()) {
            throw new CborException("nested deeper than " + limits.depth());
        }
    }

    private void requireCount(int size) {
        if (size >= limits.items()) {
            throw new CborException("more than " + limits.items() + " items");
        }
        if (left-- == 0) {
            throw new CborException("more than " + CborLimits.TOTAL_ITEMS + " items in all");
        }
    }
}
