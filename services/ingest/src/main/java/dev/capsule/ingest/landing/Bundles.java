package dev.capsule.ingest.landing;

import dev.capsule.ingest.blob.Locks;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.upload.LandedBlob;
import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.metadata.MetadataBlob;
import dev.capsule.service.db.Tx;
import dev.capsule.service.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Hands a manifest to the gate once every blob it brings has landed: one {@code blobs.stored} event in the transaction
 * that lands the last of them (server-invariants 5).
 */
@ApplicationScoped
class Bundles {
    private static final Logger LOG = Logger.getLogger(Bundles.class);

    private final SessionStore sessions;
    private final BlobStore blobs;
    private final Outbox outbox;
    private final Clock clock;

    Bundles(SessionStore sessions, BlobStore blobs, Outbox outbox, Clock clock) {
        this.sessions = sessions;
        this.blobs = blobs;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Called in the transaction that marked the session as landed. Sessions of one manifest do this one after another. */
    void landed(Tx tx, Session session) {
        Locks.manifest(tx, session.tenant(), session.content().manifestHash());
        handOver(tx, List.of(session), sessions.unbundled(tx, session));
    }

    /**
     * @param just sessions of one tenant that this transaction landed
     * @param landed the landed sessions of their manifests that were not handed over yet, read under the locks of those,
     *     which the transaction holds
     */
    void handOver(Tx tx, List<Session> just, List<LandedBlob> landed) {
        var bundles = new LinkedHashMap<List<LandedBlob>, BlobsStored>();
        for (var session : just) {
            var manifest = Manifest.decode(session.content().manifest().toArray());
            var bundle = bundle(session, manifest, landed);
            if (!bundle.isEmpty() && !bundles.containsKey(bundle)) {
                bundles.put(bundle, event(session, manifest, bundle));
            }
        }
        if (bundles.isEmpty()) {
            return;
        }
        outbox.appendAll(tx, List.copyOf(bundles.values()));
        var uploads = bundles.keySet().stream()
                .flatMap(List::stream)
                .map(LandedBlob::upload)
                .toList();
        sessions.bundled(tx, just.getFirst().tenant(), uploads, clock.instant());
        bundles.keySet()
                .forEach(bundle -> LOG.infof(
                        "manifest %s: all blobs landed, handed to the gate",
                        bundle.getFirst().manifest()));
    }

    /** @return empty if not every blob the manifest brings has landed */
    private static List<LandedBlob> bundle(Session session, Manifest manifest, List<LandedBlob> landed) {
        var bundle = new ArrayList<LandedBlob>();
        for (var required : required(manifest).entrySet()) {
            var found = landed.stream()
                    .filter(blob -> blob.manifest().equals(session.content().manifestHash())
                            && blob.uploader().equals(session.uploader())
                            && blob.role() == required.getKey()
                            && blob.hash().equals(required.getValue()))
                    .findFirst();
            if (found.isEmpty()) {
                return List.of();
            }
            bundle.add(found.get());
        }
        return bundle;
    }

    /** The blobs a manifest brings, by role. */
    static Map<BlobRole, Sha256> required(Manifest manifest) {
        var required = new EnumMap<BlobRole, Sha256>(BlobRole.class);
        switch (manifest) {
            case AssetManifest asset -> {
                if (asset.action().carriesContent()) {
                    required.put(BlobRole.ORIGINAL, asset.ciphertextHash());
                }
                asset.metadataBlobHash().ifPresent(hash -> required.put(BlobRole.METADATA, hash));
            }
            case DerivativeManifest derivative -> required.put(BlobRole.DERIVATIVE, derivative.ciphertextHash());
        }
        return required;
    }

    private BlobsStored event(Session session, Manifest manifest, List<LandedBlob> bundle) {
        return new BlobsStored(
                EventHead.now(session.tenant(), clock),
                manifest.albumId(),
                manifest.assetId(),
                session.uploader(),
                manifest.encoded(),
                bundle.stream()
                        .map(blob -> new BlobRef(blob.role(), blob.hash(), blob.size(), Optional.of(blob.upload())))
                        .toList(),
                bundle.stream()
                        .filter(blob -> blob.role() == BlobRole.METADATA)
                        .findFirst()
                        .map(blob -> bytes(blob.hash())),
                first(bundle, LandedBlob::intent),
                first(bundle, LandedBlob::operation));
    }

    private static <T> Optional<T> first(List<LandedBlob> bundle, Function<LandedBlob, Optional<T>> member) {
        return bundle.stream().map(member).flatMap(Optional::stream).findFirst();
    }

    private Bytes bytes(Sha256 metadataBlob) {
        try (var in = blobs.open(metadataBlob, 0)) {
            return Bytes.of(in.readNBytes(MetadataBlob.MAX_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
