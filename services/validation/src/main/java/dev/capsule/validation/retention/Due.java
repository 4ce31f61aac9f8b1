package dev.capsule.validation.retention;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import java.util.Optional;

/**
 * A trashed asset whose retention has ended.
 *
 * @param deletedBy who signed the delete
 */
record Due(
        TenantId tenant,
        AssetId asset,
        AlbumId album,
        UserId deletedBy,
        Optional<BlobRef> original,
        Optional<BlobRef> metadata) {

    /** The asset and its tenant. */
    record Key(TenantId tenant, AssetId asset) {}

    Key key() {
        return new Key(tenant, asset);
    }
}
