package dev.capsule.validation.gate;

import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.AssetManifest;
import java.time.Instant;
import java.util.Optional;

/**
 * All that the ledger knows and the rules ask, at one moment.
 *
 * @param suspended whether the caller may not write at all
 * @param device the entry of the signing device in the directory of the user the manifest names
 * @param writeKey the write-tier key of the epoch the manifest names, if that epoch is attested
 * @param asset absent before its create
 * @param chainHead of the chain the manifest belongs to: the asset's own, or that of its derivative role
 * @param successor what already follows the prior hash the manifest names, in the same chain
 * @param operationFor the manifest the caller's operation id was used for
 * @param priorEpoch the epoch of the record a pulled one follows; 0 before the first, and for all others
 */
public record Situation(
        boolean suspended,
        Optional<Album> album,
        Optional<Device> device,
        Optional<HybridPublicKey> writeKey,
        Optional<Asset> asset,
        Optional<Sha256> chainHead,
        Optional<Receipt> successor,
        Optional<Sha256> operationFor,
        long priorEpoch) {

    /**
     * An album as its last attestation leaves it.
     *
     * @param role of the caller; absent for a stranger. Of a pulled record: of its author in the epoch it names
     * @param home the server a remote album lives on; absent for those of this one
     * @param ceiling the highest attested epoch
     * @param minWriteEpoch the floor the admins set
     * @param highestEpoch the highest epoch accepted so far; 0 before the first
     */
    public record Album(
            String pin,
            Optional<String> home,
            Optional<MemberRole> role,
            long ceiling,
            long minWriteEpoch,
            long highestEpoch,
            boolean frozen,
            Optional<Upgrade> upgrade) {
        boolean isWritable() {
            return role.map(MemberRole::canWrite).orElse(false);
        }
    }

    /** An upgrade in progress until its deadline. */
    public record Upgrade(IntentId intent, Instant deadline) {}

    /** A device of the directory. */
    public record Device(HybridPublicKey key, Timestamp addedAt, Optional<Timestamp> revokedAt) {}

    /**
     * An asset with a chain.
     *
     * @param content the latest create or replace; present where the rules of the manifest at hand need it
     * @param liveDerivatives how many derivatives of all roles are live
     */
    public record Asset(
            AlbumId album,
            AssetState state,
            Optional<Instant> retentionUntil,
            Optional<AssetManifest> content,
            int liveDerivatives) {}
}
