package dev.capsule.validation.album;

import dev.capsule.protocol.album.AlbumDescriptor;
import dev.capsule.protocol.album.EpochAttestation;
import dev.capsule.protocol.cbor.CborDecoder;
import dev.capsule.protocol.cbor.CborEncoder;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;

/** The body of {@code POST /albums}: a descriptor and the first attestation, one after the other. */
record NewAlbum(AlbumDescriptor descriptor, EpochAttestation first) {
    private static final int MAX_BYTES = AlbumDescriptor.MAX_BYTES + EpochAttestation.MAX_BYTES;

    /** Refuses with {@link ReasonCode#MANIFEST_MALFORMED}. */
    static NewAlbum decode(byte[] body) {
        try {
            var items = CborDecoder.decodeSequence(body, CborLimits.ofBytes(MAX_BYTES), 2);
            if (items.size() != 2) {
                throw new CborException("a descriptor and an attestation");
            }
            // strictly decoded, so the encoding is the bytes that came
            return new NewAlbum(
                    AlbumDescriptor.decode(CborEncoder.encode(items.getFirst())),
                    EpochAttestation.decode(CborEncoder.encode(items.getLast())));
        } catch (CborException e) {
            throw new RefusalException(ReasonCode.MANIFEST_MALFORMED, String.valueOf(e.getMessage()));
        }
    }
}
