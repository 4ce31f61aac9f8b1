package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import java.util.Optional;

/**
 * The gate would accept the manifest.
 *
 * @param duplicate set when exactly this manifest is in the ledger already: its stored outcome
 */
public record AdmissionReply(Optional<Committed> duplicate) {

    /** The stored outcome of a commit; the same for every duplicate. */
    public record Committed(Sha256 manifestHash, long syncSeq, Timestamp receivedAt) {}

    public byte[] encode() {
        var map = new CborMapBuilder();
        duplicate.ifPresent(
                d -> map.put(0, d.manifestHash()).put(1, d.syncSeq()).put(2, d.receivedAt()));
        return map.encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static AdmissionReply decode(byte[] body) {
        var map = CborMap.decode(body, CborLimits.ofBytes(1024));
        return new AdmissionReply(
                map.has(0)
                        ? Optional.of(new Committed(map.hash(0), map.uint(1, Long.MAX_VALUE), map.timestamp(2)))
                        : Optional.empty());
    }
}
