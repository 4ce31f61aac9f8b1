package dev.capsule.protocol.cbor;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Id;
import dev.capsule.protocol.id.Sha256;
import java.util.List;
import java.util.Map;

/** A CBOR data item of the subset signed objects use: no tags, no null, no indefinite lengths (wire-formats 0.3). */
public sealed interface Cbor {

    /** An integer of major type 0 or 1 within the signed 64-bit range; larger ones have no use here and are refused. */
    record Int(long value) implements Cbor {}

    record Bstr(Bytes value) implements Cbor {}

    /** Text that has a UTF-8 form: a lone surrogate would silently become another character on the wire. */
    record Text(String value) implements Cbor {
        public Text {
            requireWellFormed(value);
        }

        private static void requireWellFormed(String value) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (Character.isSurrogate(c) && !pair) {
                    throw new IllegalArgumentException("text with a lone surrogate");
                }
                if (pair) {
                    i++;
                }
            }
        }
    }

    record Bool(boolean value) implements Cbor {}

    /** Always encoded as the shortest of half, single and double that keeps the value. */
    record FloatingPoint(double value) implements Cbor {}

    record Array(List<Cbor> items) implements Cbor {
        public Array {
            items = List.copyOf(items);
        }
    }

    /** A map whose entries stand in canonical order: bytewise by encoded key. Keys are {@link Int} or {@link Text}. */
    record MapItem(List<Map.Entry<Cbor, Cbor>> entries) implements Cbor {
        /** @throws IllegalArgumentException unless the keys stand in canonical order, each once */
        public MapItem {
            entries = List.copyOf(entries);
            for (int i = 1; i < entries.size(); i++) {
                if (KeyOrder.CANONICAL.compare(
                                entries.get(i - 1).getKey(), entries.get(i).getKey())
                        >= 0) {
                    throw new IllegalArgumentException("map keys unsorted or duplicate");
                }
            }
            if (!entries.isEmpty()) {
                KeyOrder.requireKey(entries.getFirst().getKey());
            }
        }
    }

    static Cbor of(long value) {
        return new Int(value);
    }

    static Cbor of(String value) {
        return new Text(value);
    }

    static Cbor of(boolean value) {
        return new Bool(value);
    }

    static Cbor of(byte[] value) {
        return new Bstr(Bytes.of(value));
    }

    static Cbor of(Bytes value) {
        return new Bstr(value);
    }

    static Cbor of(Sha256 value) {
        return new Bstr(Bytes.of(value.bytes()));
    }

    static Cbor of(Id value) {
        return new Bstr(Bytes.of(value.bytes()));
    }

    static Cbor array(Cbor... items) {
        return new Array(List.of(items));
    }

    static Cbor array(List<? extends Cbor> items) {
        return new Array(List.copyOf(items));
    }
}
