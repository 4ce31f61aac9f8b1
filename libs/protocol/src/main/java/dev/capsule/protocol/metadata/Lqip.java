package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.id.Bytes;

/**
 * A placeholder picture small enough to live in the sidecar.
 *
 * @param chromaHash at most 64 bytes
 * @param formatVersion 0 to 65535
 * @param dominantColor 3 bytes: red, green, blue
 */
public record Lqip(Bytes chromaHash, int formatVersion, Bytes dominantColor) {
    public Lqip {
        Items.require(chromaHash.length() <= 64, "a placeholder has at most 64 bytes");
        Items.require(formatVersion >= 0 && formatVersion <= 0xffff, "a format version is 16 bits");
        Items.require(dominantColor.length() == 3, "a colour has 3 bytes");
    }

    static Lqip of(Cbor cbor) {
        var items = Items.array(cbor, 3, 3);
        return new Lqip(
                Items.bytes(items.get(0), 0, 64),
                (int) Items.uint(items.get(1), 0xffff),
                Items.bytes(items.get(2), 3, 3));
    }

    Cbor toCbor() {
        return Cbor.array(Cbor.of(chromaHash), Cbor.of(formatVersion), Cbor.of(dominantColor));
    }
}
