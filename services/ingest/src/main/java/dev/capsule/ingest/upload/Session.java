package dev.capsule.ingest.upload;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.reason.ReasonCode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One upload session as the database holds it.
 *
 * @param content what is uploaded, and under which manifest; never changes
 * @param progress how far it is
 */
public record Session(
        TenantId tenant,
        UploadId id,
        UserId owner,
        UserId uploader,
        Content content,
        Progress progress,
        Instant createdAt,
        Instant expiresAt) {

    /**
     * @param size declared bytes, 1 and up
     * @param hash declared SHA-256 of those bytes
     */
    public record Content(
            AlbumId album,
            AssetId asset,
            BlobRole role,
            Sha256 hash,
            long size,
            String contentType,
            int suite,
            Bytes manifest,
            Sha256 manifestHash,
            Optional<IntentId> intent,
            Optional<OperationId> operation) {

        /**
         * Whether a second request for the same content may be answered with the first one's session, also where it is
         * signed anew (idempotency table: only another size or type conflicts). Its result names the manifest that counts.
         */
        boolean sameParameters(Content other) {
            return size == other.size && contentType.equals(other.contentType);
        }
    }

    /**
     * @param received acknowledged bytes, 0 to size
     * @param instance the process that writes the staged file in place
     * @param takenOver whether more than one process may have written to the staged file
     * @param landed whether the blob is verified and stored
     * @param failure why the session failed
     * @param syncSeq position in the feed of the album, once committed
     */
    public record Progress(
            SessionStatus status,
            long received,
            Optional<UUID> instance,
            boolean takenOver,
            boolean landed,
            Optional<ReasonCode> failure,
            OptionalLong syncSeq) {}

    /** The same session under another id. */
    Session named(UploadId other) {
        return new Session(tenant, other, owner, uploader, content, progress, createdAt, expiresAt);
    }

    /** The same session with its progress moved. */
    public Session at(SessionStatus status, long received) {
        var moved = new Progress(
                status,
                received,
                progress.instance(),
                progress.takenOver(),
                progress.landed(),
                progress.failure(),
                progress.syncSeq());
        return new Session(tenant, id, owner, uploader, content, moved, createdAt, expiresAt);
    }

    /** The same session, written to by more than one process or not. */
    public Session takenOver(boolean takenOver) {
        var now = new Progress(
                progress.status(),
                progress.received(),
                progress.instance(),
                takenOver,
                progress.landed(),
                progress.failure(),
                progress.syncSeq());
        return new Session(tenant, id, owner, uploader, content, now, createdAt, expiresAt);
    }

    public SessionStatus status() {
        return progress.status();
    }

    public long received() {
        return progress.received();
    }

    public long size() {
        return content.size();
    }

    /** Whether the session, still open, has outlived its time: it is gone for everyone, swept or not. */
    public boolean isExpired(Instant now) {
        return status().isOpen() && !expiresAt.isAfter(now);
    }
}
