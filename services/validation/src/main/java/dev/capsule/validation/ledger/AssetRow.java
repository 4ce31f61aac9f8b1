package dev.capsule.validation.ledger;

import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.validation.gate.AssetState;
import java.time.Instant;
import java.util.Optional;

/**
 * The present of an asset.
 *
 * @param head hash of the last manifest of its own chain
 * @param content hash of the latest create or replace
 * @param metadata hash of the latest manifest that names a metadata blob
 * @param original absent once purged, like {@code metadataBlob}
 * @param syncSeq position of its latest change in the feed of the album
 */
record AssetRow(
        AssetKey key,
        AlbumId album,
        AssetState state,
        Sha256 head,
        Sha256 content,
        Sha256 metadata,
        Optional<StoredBlob> original,
        Optional<StoredBlob> metadataBlob,
        Optional<Instant> retentionUntil,
        long syncSeq,
        ChangeKind change,
        Timestamp changedAt) {

    /** Changed by a write to {@code in}: the album it was in, or the one that album went on as. */
    AssetRow changed(AlbumId in, ChangeKind kind, long seq, Timestamp at) {
        return new AssetRow(
                key, in, state, head, content, metadata, original, metadataBlob, retentionUntil, seq, kind, at);
    }
}
