package dev.capsule.validation.gate;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.Bytes;
import java.util.List;
import java.util.Optional;

/** How the blobs a manifest names reach the server. */
public sealed interface Carriage {

    /** They are still to come: the question is whether the upload may begin. */
    record Announced() implements Carriage {}

    /** Ingest holds them; the metadata blob, where there is one, came along. */
    record Landed(List<BlobRef> blobs, Optional<Bytes> metadataBlob) implements Carriage {
        public Landed {
            blobs = List.copyOf(blobs);
        }
    }

    /**
     * None: a write over HTTP.
     *
     * @param sidecarSchema the header {@code Capsule-Sidecar-Schema} as sent
     */
    record Bare(Optional<String> sidecarSchema) implements Carriage {}
}
