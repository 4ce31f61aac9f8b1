package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import java.util.List;

/** What internal bodies that come in pages share. */
final class Pages {
    private static final CborLimits REPLY = CborLimits.ofBytes(1 << 19);

    private Pages() {}

    static int limit(CborMap map, long key, int most) {
        int limit = (int) map.uint(key, most);
        if (limit < 1) {
            throw new CborException("a page without items");
        }
        return limit;
    }

    static byte[] reply(List<? extends Cbor> items) {
        return new CborMapBuilder().put(0, Cbor.array(List.copyOf(items))).encode();
    }

    static List<Cbor> read(byte[] body, int most) {
        return CborMap.decode(body, REPLY).array(0, most);
    }
}
