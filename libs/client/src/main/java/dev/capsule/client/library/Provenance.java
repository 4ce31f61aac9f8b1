package dev.capsule.client.library;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.failure.ClientReason;
import dev.capsule.protocol.cbor.CborDecoder;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.manifest.ProvenanceRecord;
import dev.capsule.protocol.reason.RefusalException;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** The file {@code {uuid}.provenance.cbor}, and the same form from a server: a CBOR sequence of records, create first. */
public final class Provenance {
    public static final int MAX_RECORDS = 10_000;
    private static final CborLimits LIMITS = CborLimits.ofBytes(256 * 1024 * 1024);

    private Provenance() {}

    /** @throws ClientException PROVENANCE_BROKEN unless the bytes are such a sequence */
    public static List<ProvenanceRecord> decode(byte[] sequence) {
        try {
            return CborDecoder.decodeSequence(sequence, LIMITS, MAX_RECORDS).stream()
                    .map(item -> ProvenanceRecord.of(CborMap.of(item)))
                    .toList();
        } catch (CborException | RefusalException | IllegalArgumentException e) {
            throw new ClientException(
                    ClientReason.PROVENANCE_BROKEN, "The history of an asset is not a sequence of records.");
        }
    }

    public static byte[] encode(List<ProvenanceRecord> records) {
        var out = new ByteArrayOutputStream();
        records.forEach(record -> out.writeBytes(record.encode()));
        return out.toByteArray();
    }
}
