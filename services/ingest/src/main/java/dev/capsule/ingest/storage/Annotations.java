package dev.capsule.ingest.storage;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborDecoder;
import dev.capsule.protocol.cbor.CborEncoder;
import dev.capsule.protocol.cbor.CborLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The signed manifests kept beside a blob: canonical CBOR maps, one after the other (server-invariants 11). */
public final class Annotations {
    /** Bytes; some hundred manifests. A blob that more refer to is found through the ledger only. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private Annotations() {}

    /**
     * The manifests, each as its exact bytes.
     *
     * @throws CborException if the bytes are anything else
     */
    public static List<byte[]> split(byte[] kept) {
        return items(kept).stream().map(CborEncoder::encode).toList();
    }

    private static List<Cbor> items(byte[] kept) {
        return CborDecoder.decodeSequence(kept, CborLimits.ofBytes(MAX_BYTES), CborLimits.ITEMS);
    }

    /** @return what is to be kept from now on: the same if the manifest is there already; empty if it is too much */
    public static Optional<byte[]> with(byte[] kept, byte[] manifest) {
        if (split(kept).stream().anyMatch(item -> Arrays.equals(item, manifest))) {
            return Optional.of(kept);
        }
        if (kept.length + manifest.length > MAX_BYTES) {
            return Optional.empty();
        }
        byte[] all = Arrays.copyOf(kept, kept.length + manifest.length);
        System.arraycopy(manifest, 0, all, kept.length, manifest.length);
        return Optional.of(all);
    }
}
