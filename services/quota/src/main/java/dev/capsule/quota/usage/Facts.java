package dev.capsule.quota.usage;

import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.event.AssetPurged;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.BlobsReleased;
import dev.capsule.protocol.event.BlobsStored;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.Event;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.event.ManifestRejected;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.quota.reservation.HoldStatus;
import dev.capsule.quota.reservation.ReservationStore.End;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a batch of events of one tenant states, apart from the order in which they came. */
final class Facts {
    /** Field of a derivative manifest that names its chain (wire-formats 5). */
    private static final long DERIVATIVE_ROLE = 3;

    /** A signed record of a chain. */
    record Signed(UserId user, Sha256 hash, AssetKey asset, long size) {}

    private record Place(Sha256 hash, AssetKey asset, String slot, long seq) {}

    private final Map<AssetKey, AssetState> assets = new TreeMap<>();
    private final Map<Place, Reference> references = new LinkedHashMap<>();
    private final List<Signed> signed = new ArrayList<>();
    private final Map<UploadId, End> ends = new LinkedHashMap<>();
    private final List<UploadId> landed = new ArrayList<>();

    static Facts of(List<Event> events) {
        var facts = new Facts();
        events.forEach(facts::add);
        return facts;
    }

    Map<AssetKey, AssetState> assets() {
        return assets;
    }

    List<Reference> references() {
        return List.copyOf(references.values());
    }

    List<Signed> signed() {
        return signed;
    }

    List<End> ends() {
        return List.copyOf(ends.values());
    }

    List<UploadId> landed() {
        return landed;
    }

    private void add(Event event) {
        if (event instanceof ManifestCommitted committed) {
            add(committed);
        } else if (event instanceof AssetPurged purged) {
            merge(
                    new AssetKey(purged.album(), purged.asset()),
                    AssetState.purged(purged.head().at().instant()));
        } else if (event instanceof ManifestRejected rejected) {
            rejected.uploads().forEach(upload -> end(new End(upload, rejected.user(), HoldStatus.RELEASED)));
        } else if (event instanceof BlobsReleased released) {
            end(new End(released.upload(), released.user(), HoldStatus.RELEASED));
        } else if (event instanceof BlobsStored stored) {
            stored.blobs().forEach(blob -> blob.upload().ifPresent(landed::add));
        }
        // every other event says nothing about storage
    }

    private void add(ManifestCommitted event) {
        var asset = new AssetKey(event.album(), event.asset());
        merge(asset, trash(event));
        signed.add(new Signed(
                event.user(), event.manifestHash(), asset, event.manifest().length()));
        String chain = chain(event);
        for (var blob : event.released()) {
            var slot = slot(blob, chain, Reference.ANY_DERIVATIVE);
            put(event, asset, blob, slot, false);
        }
        for (var blob : event.added()) {
            // after the releases: what a manifest releases and adds at once stays
            put(event, asset, blob, slot(blob, chain, "derivative"), true);
            blob.upload().ifPresent(upload -> end(new End(upload, event.user(), HoldStatus.COMMITTED)));
        }
        event.uploads().forEach(upload -> end(new End(upload, event.user(), HoldStatus.COMMITTED)));
    }

    private static AssetState trash(ManifestCommitted event) {
        return switch (event.change()) {
            case CREATED, RESTORED -> AssetState.decided(event.syncSeq(), false);
            case DELETED -> AssetState.decided(event.syncSeq(), true);
            case REPLACED, METADATA_UPDATED, DERIVATIVE, PURGED, TAKEDOWN -> AssetState.UNKNOWN;
        };
    }

    private static String chain(ManifestCommitted event) {
        return event.change() == ChangeKind.DERIVATIVE
                ? CborMap.decode(event.manifest().toArray(), CborLimits.ofBytes(AssetManifest.MAX_BYTES))
                        .text(DERIVATIVE_ROLE, 64)
                : "";
    }

    private static String slot(BlobRef blob, String chain, String unnamed) {
        if (blob.role() != BlobRole.DERIVATIVE) {
            return blob.role().wireName();
        }
        return chain.isEmpty() ? unnamed : "derivative/" + chain;
    }

    private void put(ManifestCommitted event, AssetKey asset, BlobRef blob, String slot, boolean added) {
        var fact = new Reference(
                blob.hash(),
                asset,
                slot,
                event.syncSeq(),
                added,
                event.user(),
                blob.size(),
                event.head().at().instant());
        references.put(new Place(blob.hash(), asset, slot, event.syncSeq()), fact);
    }

    private void merge(AssetKey asset, AssetState state) {
        assets.merge(asset, state, AssetState::merge);
    }

    private void end(End end) {
        ends.merge(end.upload(), end, (a, b) -> b.status() == HoldStatus.COMMITTED ? b : a);
    }
}
