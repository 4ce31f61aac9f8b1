package dev.capsule.ingest.chunk;

import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionStatus;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** SQL of acknowledged chunks. */
@ApplicationScoped
class ChunkStore {

    /** @param length bytes */
    record Chunk(long offset, long length, Sha256 hash) {}

    Optional<Chunk> find(Tx tx, Session session, long offset) {
        return tx.one(
                "select length, hash from chunks where tenant_id = $1 and upload_id = $2 and start_offset = $3",
                row -> new Chunk(offset, Columns.longValue(row, "length"), Columns.hash(row, "hash")),
                session.tenant(),
                session.id(),
                offset);
    }

    /**
     * The acknowledged offset moves on by a chunk, and the transaction ends with it, in one round trip. The caller holds
     * the row's lock.
     */
    void acknowledge(Tx tx, Session session, Chunk chunk, SessionStatus status, Instant now) {
        tx.updateLast(
                """
                with chunk as (
                  insert into chunks (tenant_id, upload_id, start_offset, length, hash) values ($1, $2, $3, $4, $5))
                update upload_sessions set received = $6, status = $7, updated_at = $8
                where tenant_id = $1 and upload_id = $2
                """,
                session.tenant(),
                session.id(),
                chunk.offset(),
                chunk.length(),
                chunk.hash(),
                chunk.offset() + chunk.length(),
                status.wireName(),
                now);
    }
}
