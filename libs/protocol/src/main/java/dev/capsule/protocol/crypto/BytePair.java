package dev.capsule.protocol.crypto;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.Bytes;

/** Two byte strings of exact lengths: the wire form of both halves of a hybrid. */
record BytePair(Bytes first, Bytes second) {
    static BytePair of(Cbor cbor, int firstLength, int secondLength) {
        if (cbor instanceof Cbor.Array(var items)
                && items.size() == 2
                && items.get(0) instanceof Cbor.Bstr(var first)
                && items.get(1) instanceof Cbor.Bstr(var second)
                && first.length() == firstLength
                && second.length() == secondLength) {
            return new BytePair(first, second);
        }
        throw new CborException("not a pair of byte strings of " + firstLength + " and " + secondLength);
    }
}
