package dev.capsule.protocol.internal;

import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.WireEnum;
import java.util.List;
import java.util.Optional;

/**
 * The answer of {@code POST /internal/ledger-references} at validation: what a manifest, asked for by its hash, refers to
 * now. Asked by ingest when it rebuilds its index from the manifests kept beside blobs: only the ledger knows which of
 * them are committed, and which are superseded.
 *
 * @param entries one for each tenant that has committed the manifest; none if nobody has
 */
public record LedgerReferences(List<Entry> entries) {
    public static final String PATH = "/internal/ledger-references";

    private static final int MAX_BYTES = 1024 * 1024;

    public LedgerReferences {
        entries = List.copyOf(entries);
    }

    /**
     * @param syncSeq position of the manifest in the feed of the album
     * @param live blobs the asset refers to by this manifest and no later one; none once it is superseded or purged
     */
    public record Entry(TenantId tenant, AlbumId album, AssetId asset, long syncSeq, List<BlobRef> live) {
        public Entry {
            live = List.copyOf(live);
        }

        private Cbor toCbor() {
            return new CborMapBuilder()
                    .put(0, tenant.host())
                    .put(1, album)
                    .put(2, asset)
                    .put(3, syncSeq)
                    .put(4, Cbor.array(live.stream().map(Entry::toCbor).toList()))
                    .build();
        }

        private static Cbor toCbor(BlobRef ref) {
            return new CborMapBuilder()
                    .put(0, ref.role().wireName())
                    .put(1, ref.hash())
                    .put(2, ref.size())
                    .build();
        }

        private static Entry of(Cbor cbor) {
            var map = CborMap.of(cbor);
            return new Entry(
                    map.parsed(0, 253, TenantId::new),
                    map.id(1, AlbumId::of),
                    map.id(2, AssetId::of),
                    map.uint(3, Long.MAX_VALUE),
                    map.array(4, 64).stream().map(Entry::ref).toList());
        }

        private static BlobRef ref(Cbor cbor) {
            var map = CborMap.of(cbor);
            return new BlobRef(
                    WireEnum.find(BlobRole.class, map.text(0, 16))
                            .orElseThrow(() -> new CborException("an unknown blob role")),
                    map.hash(1),
                    map.uint(2, Long.MAX_VALUE),
                    Optional.empty());
        }
    }

    /** The body of the call. */
    public static byte[] request(Sha256 manifest) {
        return new CborMapBuilder().put(0, manifest).encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static Sha256 readRequest(byte[] body) {
        return CborMap.decode(body, CborLimits.ofBytes(64)).hash(0);
    }

    public byte[] encode() {
        return new CborMapBuilder()
                .put(0, Cbor.array(entries.stream().map(Entry::toCbor).toList()))
                .encode();
    }

    /** @throws CborException if the bytes are anything else */
    public static LedgerReferences decode(byte[] body) {
        return new LedgerReferences(CborMap.decode(body, CborLimits.ofBytes(MAX_BYTES)).array(0, 4096).stream()
                .map(Entry::of)
                .toList());
    }
}
