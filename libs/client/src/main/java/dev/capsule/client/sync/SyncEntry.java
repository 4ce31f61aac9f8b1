package dev.capsule.client.sync;

import dev.capsule.client.http.Fields;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import java.util.List;
import java.util.Optional;

/**
 * One line of the feed, as the server claims it (wire-formats 11). Nothing in it is believed before it is verified.
 *
 * @param changeKind the server's word for what changed; only {@code purged} and {@code takedown} are acted upon
 * @param manifest bytes of the chain head
 * @param metadataBlob absent after a purge
 * @param receivedAt by the server's clock
 */
public record SyncEntry(
        AlbumId album,
        AssetId asset,
        long syncSeq,
        String protocolVersion,
        String changeKind,
        Bytes manifest,
        List<Bytes> derivativeManifests,
        Optional<Bytes> metadataBlob,
        Timestamp receivedAt) {

    static SyncEntry of(Fields fields) {
        return new SyncEntry(
                fields.parsed("album_id", AlbumId::parse),
                fields.parsed("asset_id", AssetId::parse),
                fields.number("sync_seq"),
                fields.text("protocol_version"),
                fields.text("change_kind"),
                Bytes.of(fields.bytes("manifest")),
                fields.byteStrings("derivative_manifests").stream()
                        .map(Bytes::of)
                        .toList(),
                fields.optionalBytes("metadata_blob").map(Bytes::of),
                fields.timestamp("received_at"));
    }

    Sha256 manifestHash() {
        return manifest.sha256();
    }

    boolean isPurge() {
        return changeKind.equals("purged");
    }

    boolean isTakedown() {
        return changeKind.equals("takedown");
    }
}
