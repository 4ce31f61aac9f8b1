package dev.capsule.client.keys;

import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.id.Bytes;
import java.util.Optional;

/** Secrets as fields of the sealed records; nothing else encodes them. */
final class SecretFields {
    private SecretFields() {}

    static Bytes write(Secret secret) {
        return Bytes.of(secret.reveal());
    }

    static Secret read(CborMap map, long key, int length) {
        return Secret.of(map.bytes(key, length).toArray());
    }

    static Optional<Secret> optional(CborMap map, long key, int length) {
        return map.has(key) ? Optional.of(read(map, key, length)) : Optional.empty();
    }
}
