package dev.capsule.validation.ledger;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.event.EventHead;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.validation.gate.Claim;
import dev.capsule.validation.gate.Receipt;
import java.util.List;

/**
 * What one accepted manifest changes.
 *
 * @param leaf position in the log of the album, from 0
 * @param asset after it
 * @param added references it brings
 * @param released references it supersedes
 */
record Change(Claim claim, Receipt receipt, long leaf, AssetRow asset, List<BlobRef> added, List<BlobRef> released) {
    ManifestCommitted event() {
        return committed(claim, receipt, asset.change(), added, released);
    }

    static ManifestCommitted committed(
            Claim claim, Receipt receipt, ChangeKind kind, List<BlobRef> added, List<BlobRef> released) {
        var manifest = claim.manifest();
        return new ManifestCommitted(
                new EventHead(dev.capsule.protocol.id.EventId.generate(), claim.tenant(), receipt.receivedAt()),
                manifest.albumId(),
                manifest.assetId(),
                manifest.user(),
                kind,
                receipt.syncSeq(),
                manifest.encoded(),
                receipt.manifestHash(),
                added,
                released,
                uploads(claim));
    }

    static List<UploadId> uploads(Claim claim) {
        return claim.carriage().blobs().stream()
                .flatMap(ref -> ref.upload().stream())
                .toList();
    }
}
