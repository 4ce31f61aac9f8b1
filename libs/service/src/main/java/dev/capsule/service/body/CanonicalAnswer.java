package dev.capsule.service.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborEncoder;
import dev.capsule.protocol.cbor.CborMapBuilder;
import java.io.IOException;
import java.util.ArrayList;

/**
 * Answers in the deterministic form of signed objects (wire-formats 0.3). Jackson writes records as maps of indefinite
 * length, which a strict reader refuses; what it wrote is read back and encoded anew.
 */
final class CanonicalAnswer {
    /** Reads only what this process has just written, so it needs no bounds. */
    private static final ObjectReader OWN = new CBORMapper().readerFor(JsonNode.class);

    private CanonicalAnswer() {}

    static byte[] of(Object value) throws IOException {
        JsonNode tree = OWN.readValue(Mappers.cbor().writeValueAsBytes(value));
        return CborEncoder.encode(item(tree));
    }

    private static Cbor item(JsonNode node) throws IOException {
        return switch (node.getNodeType()) {
            case OBJECT -> map(node);
            case ARRAY -> array(node);
            case BINARY -> Cbor.of(((BinaryNode) node).binaryValue());
            case STRING -> Cbor.of(node.textValue());
            case BOOLEAN -> Cbor.of(node.booleanValue());
            case NUMBER ->
                node.isIntegralNumber() ? Cbor.of(node.longValue()) : new Cbor.FloatingPoint(node.doubleValue());
            case NULL, MISSING, POJO -> throw new IOException("an answer holds " + node.getNodeType());
        };
    }

    private static Cbor map(JsonNode node) throws IOException {
        var map = new CborMapBuilder();
        for (var member : node.properties()) {
            map.put(Cbor.of(member.getKey()), item(member.getValue()));
        }
        return map.build();
    }

    private static Cbor array(JsonNode node) throws IOException {
        var items = new ArrayList<Cbor>(node.size());
        for (var element : node) {
            items.add(item(element));
        }
        return Cbor.array(items);
    }
}
