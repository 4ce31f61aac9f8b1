package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.DeviceId;
import java.util.Arrays;

/**
 * Names one add to an OR-set: the device and its own counter for that asset and set (wire-formats 7).
 *
 * @param counter 0 and up, never used twice by a device for the same asset and set
 */
public record AddId(DeviceId device, long counter) implements Comparable<AddId> {
    public AddId {
        if (counter < 0) {
            throw new IllegalArgumentException("a counter is not negative");
        }
    }

    /** @throws CborException unless the item is [device, counter] */
    static AddId of(Cbor cbor) {
        var items = Items.array(cbor, 2, 2);
        return new AddId(Items.device(items.get(0)), Items.uint(items.get(1), Long.MAX_VALUE));
    }

    Cbor toCbor() {
        return Cbor.array(Cbor.of(device), Cbor.of(counter));
    }

    /** By the bytes of the device, then by counter: the order of adds and removes on the wire. */
    @Override
    public int compareTo(AddId other) {
        int byDevice = Arrays.compareUnsigned(device.bytes(), other.device.bytes());
        return byDevice != 0 ? byDevice : Long.compare(counter, other.counter);
    }
}
