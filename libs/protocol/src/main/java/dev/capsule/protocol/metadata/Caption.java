package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * One caption a device wrote, current or superseded.
 *
 * @param value at most 4096 bytes of UTF-8; may be empty
 */
public record Caption(String value, Timestamp at, DeviceId by) {
    public static final int MAX_BYTES = 4096;
    public static final int MAX_SUPERSEDED = 16;

    /** Newest first; equal times by device bytes, then by value bytes, highest first (client-invariants 5). */
    public static final Comparator<Caption> NEWEST_FIRST = Comparator.comparing(Caption::at)
            .thenComparing((a, b) -> Arrays.compareUnsigned(a.by.bytes(), b.by.bytes()))
            .thenComparing((a, b) -> Arrays.compareUnsigned(
                    a.value.getBytes(StandardCharsets.UTF_8), b.value.getBytes(StandardCharsets.UTF_8)))
            .reversed();

    public Caption {
        Items.require(Items.fits(value, 0, MAX_BYTES), "a caption has at most " + MAX_BYTES + " bytes");
    }

    /** The register form [value, ts, device]. */
    static Caption ofCurrent(Cbor cbor) {
        var items = Items.array(cbor, 3, 3);
        return new Caption(
                Items.text(items.get(0), 0, MAX_BYTES), Items.timestamp(items.get(1)), Items.device(items.get(2)));
    }

    /** The history form [value, written_by, ts]. */
    static Caption ofSuperseded(Cbor cbor) {
        var items = Items.array(cbor, 3, 3);
        return new Caption(
                Items.text(items.get(0), 0, MAX_BYTES), Items.timestamp(items.get(2)), Items.device(items.get(1)));
    }

    Cbor toCurrent() {
        return Cbor.array(Cbor.of(value), Cbor.of(at.toString()), Cbor.of(by));
    }

    Cbor toSuperseded() {
        return Cbor.array(Cbor.of(value), Cbor.of(by), Cbor.of(at.toString()));
    }
}
