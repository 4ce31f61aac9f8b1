package dev.capsule.protocol.cbor;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Typed access to a decoded map by integer key. Every method throws {@link CborException} when the field is absent
 * (unless it returns an {@link Optional}), of another type, or out of bounds.
 */
public final class CborMap {
    /** Bounds on keys this version does not know (wire-formats 0.3). */
    private static final int MAX_UNKNOWN_KEYS = 64;

    private static final int MAX_UNKNOWN_BYTES = 65_536;

    private final Cbor.MapItem item;
    private final Map<Cbor, Cbor> fields = new HashMap<>();

    public CborMap(Cbor.MapItem item) {
        this.item = item;
        item.entries().forEach(e -> fields.put(e.getKey(), e.getValue()));
    }

    public static CborMap decode(byte[] bytes, CborLimits limits) {
        return new CborMap(CborDecoder.decodeMap(bytes, limits));
    }

    public static CborMap of(Cbor cbor) {
        if (cbor instanceof Cbor.MapItem map) {
            return new CborMap(map);
        }
        throw new CborException("not a map");
    }

    public Cbor.MapItem item() {
        return item;
    }

    public boolean has(long key) {
        return fields.containsKey(Cbor.of(key));
    }

    public Optional<Cbor> find(long key) {
        return Optional.ofNullable(fields.get(Cbor.of(key)));
    }

    public Cbor get(long key) {
        return find(key).orElseThrow(() -> new CborException("field " + key + " is missing"));
    }

    public String text(long key, int maxBytes) {
        if (get(key) instanceof Cbor.Text(var value)
                && value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= maxBytes) {
            return value;
        }
        throw wrong(key);
    }

    public long uint(long key, long max) {
        if (get(key) instanceof Cbor.Int(long value) && value >= 0 && value <= max) {
            return value;
        }
        throw wrong(key);
    }

    public Bytes bytes(long key, int min, int max) {
        if (get(key) instanceof Cbor.Bstr(var value) && value.length() >= min && value.length() <= max) {
            return value;
        }
        throw wrong(key);
    }

    public Bytes bytes(long key, int length) {
        return bytes(key, length, length);
    }

    public Sha256 hash(long key) {
        return Sha256.of(bytes(key, Sha256.LENGTH).toArray());
    }

    public Timestamp timestamp(long key) {
        try {
            return Timestamp.parse(text(key, 24));
        } catch (IllegalArgumentException e) {
            throw wrong(key);
        }
    }

    public boolean bool(long key) {
        if (get(key) instanceof Cbor.Bool(boolean value)) {
            return value;
        }
        throw wrong(key);
    }

    public List<Cbor> array(long key, int maxItems) {
        if (get(key) instanceof Cbor.Array(var items) && items.size() <= maxItems) {
            return items;
        }
        throw wrong(key);
    }

    public CborMap map(long key) {
        if (get(key) instanceof Cbor.MapItem map) {
            return new CborMap(map);
        }
        throw wrong(key);
    }

    /** An id of 16 bytes, for example {@code id(3, AssetId::of)}. */
    public <T> T id(long key, Function<byte[], T> type) {
        try {
            return type.apply(bytes(key, 16).toArray());
        } catch (IllegalArgumentException e) {
            throw wrong(key);
        }
    }

    /** The field through {@code read} if it is there, for example {@code optional(11, CborMap::hash)}. */
    public <T> Optional<T> optional(long key, java.util.function.BiFunction<CborMap, Long, T> read) {
        return has(key) ? Optional.of(read.apply(this, key)) : Optional.empty();
    }

    /**
     * The extension space: every key outside {@code known}, kept as it is. Integer keys below 32 belong to fields and
     * signatures; an unknown one there is refused by the caller's own rule if it must be.
     */
    public List<Map.Entry<Cbor, Cbor>> unknown(Set<Long> known) {
        var rest = item.entries().stream()
                .filter(e -> !(e.getKey() instanceof Cbor.Int(long key) && known.contains(key)))
                .toList();
        int bytes = rest.stream()
                .mapToInt(e -> CborEncoder.encode(e.getKey()).length + CborEncoder.encode(e.getValue()).length)
                .sum();
        if (rest.size() > MAX_UNKNOWN_KEYS || bytes > MAX_UNKNOWN_BYTES) {
            throw new CborException("too many unknown keys");
        }
        return rest;
    }

    private static CborException wrong(long key) {
        return new CborException("field " + key + " is not of its type or bounds");
    }
}
