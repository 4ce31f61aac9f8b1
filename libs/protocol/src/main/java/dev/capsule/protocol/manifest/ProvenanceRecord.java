package dev.capsule.protocol.manifest;

import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Timestamp;
import java.util.Optional;

/**
 * One record of an asset's provenance (wire-formats 4.1): the signed manifest as it came and, from the server, when it
 * was received. Adds nothing that is hashed: the record's hash is the manifest's.
 */
public record ProvenanceRecord(AssetId assetId, Bytes manifest, Optional<Timestamp> receivedAt) {
    /** Generous: the largest manifest and the map around it. */
    public static final int MAX_BYTES = AssetManifest.MAX_BYTES + 128;

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, assetId)
                .put(1, manifest)
                .put(2, receivedAt.orElse(null))
                .encode();
    }

    /** @throws dev.capsule.protocol.cbor.CborException unless the bytes are one canonical record */
    public static ProvenanceRecord decode(byte[] encoded) {
        return of(CborMap.decode(encoded, CborLimits.ofBytes(MAX_BYTES)));
    }

    /** One item of a decoded sequence. */
    public static ProvenanceRecord of(CborMap map) {
        return new ProvenanceRecord(
                map.id(0, AssetId::of), map.bytes(1, 1, AssetManifest.MAX_BYTES), map.optional(2, CborMap::timestamp));
    }
}
