package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.id.UploadId;
import java.util.List;

/** A list of upload ids as an event carries it. */
final class UploadIds {
    private UploadIds() {}

    static List<UploadId> list(CborMap map, long key) {
        return map.array(key, 64).stream()
                .map(item -> switch (item) {
                    case Cbor.Bstr(var bytes) -> UploadId.of(bytes.toArray());
                    default -> throw new CborException("an upload id is a byte string");
                })
                .toList();
    }

    static Cbor array(List<UploadId> uploads) {
        return Cbor.array(uploads.stream().map(Cbor::of).toList());
    }
}
