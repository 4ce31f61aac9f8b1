package dev.capsule.protocol.manifest;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;

/** Fields both kinds of manifest read alike: loosely at decode, with their own code when used. */
final class RawFields {
    private RawFields() {}

    static Bytes hash(CborMap fields, long key) {
        return fields.bytes(key, 0, 64);
    }

    static Sha256 sha256(Bytes bytes) {
        if (bytes.length() != Sha256.LENGTH) {
            throw new RefusalException(ReasonCode.HASH_LENGTH, "a hash of " + bytes.length() + " bytes");
        }
        return Sha256.of(bytes.toArray());
    }

    static Timestamp timestamp(String text) {
        try {
            return Timestamp.parse(text);
        } catch (IllegalArgumentException e) {
            throw new RefusalException(ReasonCode.TIMESTAMP_MALFORMED);
        }
    }

    static long amkVersion(CborMap fields, long key) {
        long version = fields.uint(key, 0xffff_ffffL);
        if (version == 0) {
            throw new CborException("amk_version starts at 1");
        }
        return version;
    }
}
