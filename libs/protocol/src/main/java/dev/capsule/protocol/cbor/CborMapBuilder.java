package dev.capsule.protocol.cbor;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Id;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds a map in canonical key order. A null value leaves the key out: {@code null} never appears on the wire. */
public final class CborMapBuilder {
    private final TreeMap<Cbor, Cbor> entries = new TreeMap<>(KeyOrder.CANONICAL);

    public CborMapBuilder put(Cbor key, @Nullable Cbor value) {
        if (value != null && entries.put(key, value) != null) {
            throw new IllegalArgumentException("key written twice");
        }
        return this;
    }

    public CborMapBuilder put(long key, @Nullable Cbor value) {
        return put(Cbor.of(key), value);
    }

    public CborMapBuilder put(long key, long value) {
        return put(key, Cbor.of(value));
    }

    public CborMapBuilder put(long key, @Nullable String value) {
        return put(key, value == null ? null : Cbor.of(value));
    }

    public CborMapBuilder put(long key, @Nullable Id value) {
        return put(key, value == null ? null : Cbor.of(value));
    }

    public CborMapBuilder put(long key, @Nullable Sha256 value) {
        return put(key, value == null ? null : Cbor.of(value));
    }

    public CborMapBuilder put(long key, @Nullable Bytes value) {
        return put(key, value == null ? null : Cbor.of(value));
    }

    public CborMapBuilder put(long key, @Nullable Timestamp value) {
        return put(key, value == null ? null : Cbor.of(value.toString()));
    }

    public CborMapBuilder putAll(Iterable<Map.Entry<Cbor, Cbor>> more) {
        for (var entry : more) {
            put(entry.getKey(), entry.getValue());
        }
        return this;
    }

    public Cbor.MapItem build() {
        return new Cbor.MapItem(entries.entrySet().stream()
                .map(e -> Map.entry(e.getKey(), e.getValue()))
                .toList());
    }

    public byte[] encode() {
        return CborEncoder.encode(build());
    }
}
