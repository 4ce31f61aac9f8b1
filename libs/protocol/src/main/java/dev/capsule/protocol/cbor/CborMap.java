package dev.capsule.protocol.cbor;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to a decoded map by integer key. Every method throws {@link CborException} when the field is absent
 * (unless it returns an {@link Optional}), of another type, or out of bounds.
 */
public final class CborMap {
    /** Bounds on keys this version does not know (wire-formats 0.3). */
    private static final int MAX_UNKNOWN_KEYS = 64;

    private static final int MAX_UNKNOWN_BYTES = 65_536;

    /** Fields and signatures have keys below this. */
    private static final int EXTENSIONS = 32;

    private final Cbor.MapItem item;
    private final @Nullable Cbor[] fields = new @Nullable Cbor[EXTENSIONS];

    public CborMap(Cbor.MapItem item) {
        this.item = item;
        for (var entry : item.entries()) {
            if (entry.getKey() instanceof Cbor.Int(long key) && key >= 0 && key < EXTENSIONS) {
                fields[(int) key] = entry.getValue();
            }
        }
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

    /** @param key 0 to 31: keys from 32 on are extensions, which nothing interprets */
    public boolean has(long key) {
        return field(key) != null;
    }

    public Optional<Cbor> find(long key) {
        return Optional.ofNullable(field(key));
    }

    private @Nullable Cbor field(long key) {
        return fields[Objects.checkIndex(Math.toIntExact(key), EXTENSIONS)];
    }

    public Cbor get(long key) {
        var value = field(key);
        if (value == null) {
            throw new CborException("field " + key + " is missing");
        }
        return value;
    }

    public String text(long key, int maxBytes) {
        if (get(key) instanceof Cbor.Text(var value)
                && value.length() <= maxBytes
                && value.getBytes(StandardCharsets.UTF_8).length <= maxBytes) {
            return value;
        }
        throw wrong(key);
    }

    /** Text that {@code type} parses, for example {@code parsed(0, 253, TenantId::new)}. */
    public <T> T parsed(long key, int maxBytes, Function<String, T> type) {
        try {
            return type.apply(text(key, maxBytes));
        } catch (IllegalArgumentException e) {
            throw wrong(key);
        }
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
        return parsed(key, 24, Timestamp::parse);
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
     * Every key outside {@code known}, kept as it is. A signature key (30, 31) is never unknown: no signature covers
     * it, so where it does not belong anybody could add one to an object and so change its hash.
     *
     * @throws CborException for more than 64 keys or 64 KiB of them, or a signature key outside {@code known}
     */
    public List<Map.Entry<Cbor, Cbor>> unknown(Set<Long> known) {
        var rest = new ArrayList<Map.Entry<Cbor, Cbor>>();
        int bytes = 0;
        for (var entry : item.entries()) {
            if (entry.getKey() instanceof Cbor.Int(long key)) {
                if (known.contains(key)) {
                    continue;
                }
                if (key == 30 || key == 31) {
                    throw new CborException("a signature where none belongs");
                }
            }
            bytes += CborEncoder.encode(entry.getKey()).length + CborEncoder.encode(entry.getValue()).length;
            rest.add(entry);
            if (rest.size() > MAX_UNKNOWN_KEYS || bytes > MAX_UNKNOWN_BYTES) {
                throw new CborException("too many unknown keys");
            }
        }
        return List.copyOf(rest);
    }

    private static CborException wrong(long key) {
        return new CborException("field " + key + " is not of its type or bounds");
    }
}
