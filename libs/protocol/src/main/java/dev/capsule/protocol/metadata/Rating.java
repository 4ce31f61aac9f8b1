package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Timestamp;

/**
 * A rating a device gave.
 *
 * @param value 0 to 5
 */
public record Rating(int value, Timestamp at, DeviceId by) {
    public static final int MAX = 5;

    public Rating {
        Items.require(value >= 0 && value <= MAX, "a rating is 0 to 5");
    }

    static Rating of(Cbor cbor) {
        var items = Items.array(cbor, 3, 3);
        return new Rating(
                (int) Items.uint(items.get(0), MAX), Items.timestamp(items.get(1)), Items.device(items.get(2)));
    }

    Cbor toCbor() {
        return Cbor.array(Cbor.of(value), Cbor.of(at.toString()), Cbor.of(by));
    }
}
