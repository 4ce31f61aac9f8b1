package dev.capsule.validation.ledger;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.validation.gate.AssetState;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Works out what an accepted claim changes, and puts it into the workspace. */
final class Acceptance {
    private final Workspace workspace;
    private final Timestamp now;

    Acceptance(Workspace workspace, Timestamp now) {
        this.workspace = workspace;
        this.now = now;
    }

    /** The claim passed the gate against this very workspace. */
    Change accept(Claim claim) {
        var manifest = claim.manifest();
        var before = present(workspace.albums.get(Workspace.albumOf(claim)));
        var grown = before.log().append(manifest.hash());
        grown.completed().forEach(tile -> workspace.tiles.add(new Workspace.AlbumTile(before.key(), tile)));
        var album = before.accepted(manifest.amkVersion(), grown.frontier());
        workspace.albums.put(album.key(), album);
        var receipt = new Receipt(manifest.hash(), album.syncSeq(), now);
        long leaf = before.log().size();
        var change =
                switch (manifest) {
                    case AssetManifest asset -> asset(claim, asset, receipt, leaf);
                    case DerivativeManifest derivative -> derivative(claim, derivative, receipt, leaf);
                };
        workspace.assets.put(change.asset().key(), change.asset());
        workspace.successors.put(Step.of(claim), receipt);
        workspace.epochs.put(manifest.hash(), manifest.amkVersion());
        Workspace.operationOf(claim).ifPresent(key -> workspace.operations.put(key, manifest.hash()));
        return change;
    }

    private Change asset(Claim claim, AssetManifest manifest, Receipt receipt, long leaf) {
        var key = new AssetKey(claim.tenant(), manifest.assetId());
        var before = Optional.ofNullable(workspace.assets.get(key));
        var landed = claim.carriage().blobs();
        var hash = manifest.hash();
        if (manifest.action().carriesContent()) {
            workspace.contents.put(key, manifest);
        }
        var original = blob(landed, BlobRole.ORIGINAL);
        // a pulled one is kept here even where ingest caches nothing
        var metadata = blob(landed, BlobRole.METADATA)
                .or(() -> claim.carriage().metadataBlob().map(bytes -> new StoredBlob(bytes.sha256(), bytes.length())));
        var after = new AssetRow(
                key,
                manifest.albumId(),
                state(manifest),
                hash,
                manifest.action().carriesContent() ? hash : before.orElseThrow().content(),
                manifest.action().carriesMetadata()
                        ? hash
                        : before.orElseThrow().metadata(),
                manifest.action().carriesContent() ? original : before.flatMap(AssetRow::original),
                manifest.action().carriesMetadata() ? metadata : before.flatMap(AssetRow::metadataBlob),
                manifest.retentionUntil().map(Timestamp::instant),
                receipt.syncSeq(),
                Kinds.of(manifest.action()),
                now);
        var released = new ArrayList<BlobRef>();
        if (manifest.action().carriesContent()) {
            superseded(original, before.flatMap(AssetRow::original), BlobRole.ORIGINAL)
                    .ifPresent(released::add);
        }
        if (manifest.action().carriesMetadata()) {
            superseded(metadata, before.flatMap(AssetRow::metadataBlob), BlobRole.METADATA)
                    .ifPresent(released::add);
        }
        return new Change(claim, receipt, leaf, after, landed, released);
    }

    private Change derivative(Claim claim, DerivativeManifest manifest, Receipt receipt, long leaf) {
        var chain = ChainKey.of(claim);
        var landed = claim.carriage().blobs();
        var slot = DerivativeRow.Slot.of(chain.asset(), manifest);
        var row = new DerivativeRow(slot, manifest.hash(), blob(landed, BlobRole.DERIVATIVE));
        var before = Optional.ofNullable(workspace.derivatives.put(slot, row));
        workspace.derivativeHeads.put(chain, manifest.hash());
        var after = present(workspace.assets.get(chain.asset()))
                .changed(manifest.albumId(), ChangeKind.DERIVATIVE, receipt.syncSeq(), now);
        var released = superseded(row.blob(), before.flatMap(DerivativeRow::blob), BlobRole.DERIVATIVE);
        return new Change(claim, receipt, leaf, after, landed, released.stream().toList());
    }

    private static AssetState state(AssetManifest manifest) {
        return switch (manifest.action()) {
            case CREATE, REPLACE, METADATA_UPDATE, TRASH_RESTORE -> AssetState.LIVE;
            case DELETE -> AssetState.TRASHED;
            case DERIVATIVE_ADD, DERIVATIVE_REPLACE -> throw new IllegalStateException("not an asset action");
        };
    }

    private static Optional<StoredBlob> blob(List<BlobRef> landed, BlobRole role) {
        return landed.stream().filter(ref -> ref.role() == role).findFirst().map(StoredBlob::of);
    }

    /** The blob before, unless it goes on. A pulled record whose blob is not cached here has none. */
    private static Optional<BlobRef> superseded(Optional<StoredBlob> next, Optional<StoredBlob> before, BlobRole role) {
        return before.filter(b -> !next.map(StoredBlob::hash).equals(Optional.of(b.hash())))
                .map(b -> b.as(role));
    }

    private static <T> T present(@Nullable T row) {
        return Optional.ofNullable(row).orElseThrow(() -> new IllegalStateException("accepted without its state"));
    }
}
