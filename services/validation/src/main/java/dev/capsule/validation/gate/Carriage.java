package dev.capsule.validation.gate;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.Bytes;
import java.util.List;
import java.util.Optional;

/** How a manifest, and the blobs it names, reach the server. */
public sealed interface Carriage {

    /** Blobs this server holds for the manifest. */
    default List<BlobRef> blobs() {
        return List.of();
    }

    /** The bytes of the metadata blob, where they came along. */
    default Optional<Bytes> metadataBlob() {
        return Optional.empty();
    }

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

    /**
     * Pulled from the home server of a remote album, where it is in the ledger already. Nobody calls: the claim is in the
     * name of its author. What was true when it was written counts, not what is true now; the home server's clock is not
     * believed, so that moment is the signed timestamp (federation-moderation 4).
     *
     * @param peer host the record was pulled from
     * @param current whether the peer offers it as the head of its chain, not as the history behind one
     * @param blobs those of the manifest's blobs this server caches; superseded ones exist nowhere any more
     */
    record Pulled(String peer, boolean current, List<BlobRef> blobs, Optional<Bytes> metadataBlob) implements Carriage {
        public Pulled {
            blobs = List.copyOf(blobs);
        }
    }
}
