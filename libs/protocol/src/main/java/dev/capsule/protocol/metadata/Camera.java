package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;

/** The camera, as it names itself. Each at most 128 bytes; the serial is empty where unknown. */
public record Camera(String model, String serial) {
    public static final int MAX_BYTES = 128;

    public Camera {
        Items.require(
                Items.fits(model, 0, MAX_BYTES) && Items.fits(serial, 0, MAX_BYTES),
                "a camera word has at most 128 bytes");
    }

    static Camera of(Cbor cbor) {
        var items = Items.array(cbor, 2, 2);
        return new Camera(Items.text(items.get(0), 0, MAX_BYTES), Items.text(items.get(1), 0, MAX_BYTES));
    }

    Cbor toCbor() {
        return Cbor.array(Cbor.of(model), Cbor.of(serial));
    }
}
