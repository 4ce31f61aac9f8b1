package dev.capsule.protocol.vectors;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.crypto.HybridSigner;
import dev.capsule.protocol.crypto.SignedType;
import dev.capsule.protocol.signed.SignedMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Signed objects with chosen fields changed, signed anew, so that only the change can be what is refused. */
public final class Manifests {
    private Manifests() {}

    /** The core of {@code signed} with fields replaced; a null value leaves a field out. */
    public static Cbor.MapItem core(byte[] signed, Map<Cbor, @Nullable Cbor> changes) {
        var builder = new CborMapBuilder();
        for (var entry : SignedMap.decode(signed, signed.length).fields().item().entries()) {
            boolean signature = entry.getKey() instanceof Cbor.Int(long key) && (key == 30 || key == 31);
            if (!signature && !changes.containsKey(entry.getKey())) {
                builder.put(entry.getKey(), entry.getValue());
            }
        }
        changes.forEach(builder::put);
        return builder.build();
    }

    /** The object signed again with one field replaced or, with null, left out. */
    public static byte[] with(
            byte[] signed,
            SignedType type,
            long key,
            @Nullable Cbor value,
            HybridSigner first,
            @Nullable HybridSigner second) {
        var changes = new java.util.HashMap<Cbor, @Nullable Cbor>();
        changes.put(Cbor.of(key), value);
        return SignedMap.sign(type, core(signed, changes), first, second);
    }

    /** A map with one value replaced, signatures and all else as they are. */
    public static byte[] replaced(byte[] map, long key, Cbor value) {
        var builder = new CborMapBuilder();
        for (var entry : CborMap.decode(map, CborLimits.ofBytes(1 << 22)).item().entries()) {
            builder.put(entry.getKey(), entry.getKey().equals(Cbor.of(key)) ? value : entry.getValue());
        }
        return builder.encode();
    }

    /** The whole object, signatures as they are, after {@code change}. */
    public static byte[] rebuilt(byte[] signed, Consumer<CborMapBuilder> change) {
        var builder = new CborMapBuilder();
        builder.putAll(
                CborMap.decode(signed, CborLimits.ofBytes(1 << 22)).item().entries());
        change.accept(builder);
        return builder.encode();
    }
}
