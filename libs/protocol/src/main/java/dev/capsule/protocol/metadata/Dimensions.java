package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;

/** Width and height in pixels as stored, before any orientation; each 0 to 2^32 − 1. */
public record Dimensions(long width, long height) {
    private static final long UINT32 = 0xffff_ffffL;

    public Dimensions {
        Items.require(width >= 0 && width <= UINT32 && height >= 0 && height <= UINT32, "dimensions are 32 bits");
    }

    static Dimensions of(Cbor cbor) {
        var items = Items.array(cbor, 2, 2);
        return new Dimensions(Items.uint(items.get(0), UINT32), Items.uint(items.get(1), UINT32));
    }

    Cbor toCbor() {
        return Cbor.array(Cbor.of(width), Cbor.of(height));
    }
}
