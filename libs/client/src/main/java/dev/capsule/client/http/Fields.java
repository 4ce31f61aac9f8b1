package dev.capsule.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Typed access to a JSON object of the server. Members this client does not know are ignored: servers may be newer. All
 * methods throw {@link MalformedAnswerException} for a missing member or one of another type.
 */
public final class Fields {
    private final JsonNode node;

    private Fields(JsonNode node) {
        this.node = node;
    }

    static Fields empty() {
        return new Fields(Json.object());
    }

    public static Fields parse(byte[] body) {
        var node = Json.read(body);
        if (!node.isObject()) {
            throw new MalformedAnswerException("not an object");
        }
        return new Fields(node);
    }

    public Optional<String> optionalText(String name) {
        return Optional.ofNullable(node.get(name)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    public String text(String name) {
        return optionalText(name).orElseThrow(() -> wrong(name));
    }

    public long number(String name) {
        return optionalNumber(name).orElseThrow(() -> wrong(name));
    }

    public OptionalLong optionalNumber(String name) {
        var value = node.get(name);
        return value != null && value.isIntegralNumber() && value.canConvertToLong()
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }

    public boolean flag(String name) {
        var value = node.get(name);
        if (value == null || !value.isBoolean()) {
            throw wrong(name);
        }
        return value.booleanValue();
    }

    public byte[] bytes(String name) {
        return optionalBytes(name).orElseThrow(() -> wrong(name));
    }

    public Optional<byte[]> optionalBytes(String name) {
        return optionalText(name).map(text -> decode(name, text));
    }

    /** An id, a hash or a time in its text form, for example {@code parsed("asset_id", AssetId::parse)}. */
    public <T> T parsed(String name, Function<String, T> parse) {
        try {
            return parse.apply(text(name));
        } catch (IllegalArgumentException e) {
            throw wrong(name);
        }
    }

    public <T> Optional<T> optionalParsed(String name, Function<String, T> parse) {
        return optionalText(name).isPresent() ? Optional.of(parsed(name, parse)) : Optional.empty();
    }

    public Sha256 hash(String name) {
        return parsed(name, Sha256::parse);
    }

    public Timestamp timestamp(String name) {
        return parsed(name, Timestamp::parse);
    }

    public List<Fields> objects(String name) {
        return items(name, JsonNode::isObject).stream().map(Fields::new).toList();
    }

    /** An array of byte strings; absent is empty. */
    public List<byte[]> byteStrings(String name) {
        if (!node.has(name)) {
            return List.of();
        }
        return items(name, JsonNode::isTextual).stream()
                .map(item -> decode(name, item.textValue()))
                .toList();
    }

    private List<JsonNode> items(String name, java.util.function.Predicate<JsonNode> type) {
        var value = node.get(name);
        if (value == null || !value.isArray()) {
            throw wrong(name);
        }
        var items = new ArrayList<JsonNode>(value.size());
        for (var item : value) {
            if (!type.test(item)) {
                throw wrong(name);
            }
            items.add(item);
        }
        return items;
    }

    private static byte[] decode(String name, String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw wrong(name);
        }
    }

    private static MalformedAnswerException wrong(String name) {
        return new MalformedAnswerException("the member " + name + " is missing or not of its type");
    }
}
