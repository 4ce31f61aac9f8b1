package dev.capsule.validation.album;

import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.validation.upgrade.UpgradeState;
import java.util.List;
import java.util.Optional;

/**
 * An album somebody wants to create.
 *
 * @param devices keys of the devices of the caller that are not revoked
 * @param parent the album it is a fork of, if it is one and that album exists
 */
record NewAlbumCase(
        TenantId tenant,
        UserId caller,
        boolean suspended,
        NewAlbum album,
        List<HybridPublicKey> devices,
        Optional<Parent> parent) {

    /**
     * The album a fork names as its origin.
     *
     * @param role of the caller there
     */
    record Parent(UpgradeState state, Optional<MemberRole> role) {}
}
