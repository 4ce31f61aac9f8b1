package dev.capsule.protocol.event;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.WireEnum;
import java.util.List;
import java.util.Optional;

/**
 * A blob an asset refers to.
 *
 * @param size bytes of ciphertext
 * @param upload the session that brought it; absent where a reference is only dropped or copied
 */
public record BlobRef(BlobRole role, Sha256 hash, long size, Optional<UploadId> upload) {
    static BlobRef of(Cbor cbor) {
        var map = CborMap.of(cbor);
        return new BlobRef(
                WireEnum.find(BlobRole.class, map.text(0, 16))
                        .orElseThrow(() -> new CborException("an unknown blob role")),
                map.hash(1),
                map.uint(2, Long.MAX_VALUE),
                map.optional(3, (m, key) -> m.id(key, UploadId::of)));
    }

    Cbor toCbor() {
        return new CborMapBuilder()
                .put(0, role.wireName())
                .put(1, hash)
                .put(2, size)
                .put(3, upload.orElse(null))
                .build();
    }

    /** The array under a key of a map. */
    public static List<BlobRef> list(CborMap map, long key) {
        return map.array(key, 4096).stream().map(BlobRef::of).toList();
    }

    public static Cbor array(List<BlobRef> refs) {
        return Cbor.array(refs.stream().map(BlobRef::toCbor).toList());
    }
}
