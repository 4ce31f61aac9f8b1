package dev.capsule.ingest.upload;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.reason.ReasonCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as answers show it.
 *
 * @param offset acknowledged bytes
 * @param suggestedChunkSize bytes
 * @param code why it failed
 */
public record SessionView(
        UploadId uploadId,
        String status,
        String role,
        AlbumId albumId,
        AssetId assetId,
        Sha256 hash,
        long size,
        long offset,
        long suggestedChunkSize,
        Timestamp createdAt,
        Timestamp expiresAt,
        @Nullable String code) {

    /** The body of {@code GET /upload/sessions}. */
    public record Sessions(List<SessionView> sessions) {}

    /** The body of {@code GET /upload/{id}/result}. */
    public record Result(
            String status,
            @Nullable String code,
            @Nullable Sha256 manifestHash,
            @Nullable Long syncSeq) {

        static Result of(Session session) {
            boolean completed = session.status() == SessionStatus.COMPLETED;
            var syncSeq = session.progress().syncSeq();
            return new Result(
                    session.status().wireName(),
                    session.progress().failure().map(ReasonCode::name).orElse(null),
                    completed ? session.content().manifestHash() : null,
                    syncSeq.isPresent() ? (Long) syncSeq.getAsLong() : null);
        }
    }

    static SessionView of(Session session) {
        return new SessionView(
                session.id(),
                session.status().wireName(),
                session.content().role().wireName(),
                session.content().album(),
                session.content().asset(),
                session.content().hash(),
                session.size(),
                session.received(),
                ChunkTiers.suggested(session.size()),
                new Timestamp(session.createdAt()),
                new Timestamp(session.expiresAt()),
                session.progress().failure().map(ReasonCode::name).orElse(null));
    }
}
