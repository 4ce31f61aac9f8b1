package dev.capsule.validation.album;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import java.util.List;
import java.util.Optional;

/**
 * An album somebody wants to create.
 *
 * @param devices keys of the devices of the caller that are not revoked
 * @param taken hash of the descriptor that has the id already
 */
record NewAlbumCase(
        TenantId tenant,
        UserId caller,
        boolean suspended,
        NewAlbum album,
        List<HybridPublicKey> devices,
        Optional<Taken> taken) {

    /** What stands under the album id already. */
    record Taken(Sha256 descriptor, Sha256 first) {
        boolean is(NewAlbum album) {
            return descriptor.equals(album.descriptor().hash())
                    && first.equals(album.first().hash());
        }
    }
}
