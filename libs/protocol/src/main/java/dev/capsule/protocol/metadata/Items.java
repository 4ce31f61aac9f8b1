package dev.capsule.protocol.metadata;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.Id;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.WireEnum;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Typed access to the items of the short arrays sidecar fields are made of. Throws only {@link CborException}. */
final class Items {
    private Items() {}

    static List<Cbor> array(Cbor cbor, int min, int max) {
        if (cbor instanceof Cbor.Array(var items) && items.size() >= min && items.size() <= max) {
            return items;
        }
        throw new CborException("not an array of " + min + " to " + max + " items");
    }

    static long uint(Cbor cbor, long max) {
        if (cbor instanceof Cbor.Int(long value) && value >= 0 && value <= max) {
            return value;
        }
        throw new CborException("not an unsigned integer up to " + max);
    }

    static String text(Cbor cbor, int minBytes, int maxBytes) {
        if (cbor instanceof Cbor.Text(var value) && fits(value, minBytes, maxBytes)) {
            return value;
        }
        throw new CborException("not text of " + minBytes + " to " + maxBytes + " bytes");
    }

    static Bytes bytes(Cbor cbor, int min, int max) {
        if (cbor instanceof Cbor.Bstr(var value) && value.length() >= min && value.length() <= max) {
            return value;
        }
        throw new CborException("not a byte string of " + min + " to " + max + " bytes");
    }

    static double number(Cbor cbor, double max) {
        if (cbor instanceof Cbor.FloatingPoint(double value) && value >= -max && value <= max) {
            return value;
        }
        throw new CborException("not a float between -" + max + " and " + max);
    }

    static Timestamp timestamp(Cbor cbor) {
        try {
            return Timestamp.parse(text(cbor, 24, 24));
        } catch (IllegalArgumentException e) {
            throw new CborException("not a timestamp");
        }
    }

    static DeviceId device(Cbor cbor) {
        try {
            return DeviceId.of(bytes(cbor, 16, 16).toArray());
        } catch (IllegalArgumentException e) {
            throw new CborException("not a device id");
        }
    }

    static UUID uuidV7(Cbor cbor) {
        var uuid = Id.uuid(bytes(cbor, 16, 16).toArray());
        if (uuid.version() != 7 || uuid.variant() != 2) {
            throw new CborException("not a UUIDv7");
        }
        return uuid;
    }

    static <E extends Enum<E> & WireEnum> E word(Class<E> type, Cbor cbor) {
        return WireEnum.find(type, text(cbor, 1, 64))
                .orElseThrow(() -> new CborException("a word that is not in its closed list"));
    }

    static boolean fits(String value, int minBytes, int maxBytes) {
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        return length >= minBytes && length <= maxBytes;
    }

    /** For the constructors of the records: what can't be encoded can't be made. */
    static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException(what);
        }
    }
}
