package dev.capsule.ingest.chunk;

import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionStatus;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** SQL of acknowledged chunks. */
@ApplicationScoped
class ChunkStore {

    /** @param length bytes */
    record Chunk(long offset, long length, Sha256 hash) {
        /** The offset after it. */
        long end() {
            return offset + length;
        }
    }

    private final Db db;

    ChunkStore(Db db) {
        this.db = db;
    }

    Optional<Chunk> find(Tx tx, Session session, long offset) {
        return tx.one(
                "select length, hash from chunks where tenant_id = $1 and upload_id = $2 and start_offset = $3",
                row -> new Chunk(offset, Columns.longValue(row, "length"), Columns.hash(row, "hash")),
                session.tenant(),
                session.id(),
                offset);
    }

    /**
     * The acknowledged offset moves on by a chunk, in a transaction of its own, if the session is open, at the chunk's
     * offset, and this process is the one that writes its file.
     *
     * @return whether more than one process may have written to the file; nothing if the offset did not move
     */
    Optional<Boolean> advance(Session session, Chunk chunk, SessionStatus status, UUID instance, Instant now) {
        return db.call(
                session.tenant(),
                // Bytes on their way are not on the disk either. A crash of the database may take their acknowledgement
                // back: HEAD then tells the lower offset. Being complete is flushed: a blob is put on the strength of
                // it.
                status.isOpen() ? Db.Flush.LATER : Db.Flush.FIRST,
                "advance_chunk",
                row -> Columns.bool(row, "overtaken"),
                session.id(),
                chunk.offset(),
                chunk.length(),
                chunk.hash(),
                status.wireName(),
                now,
                instance);
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
                chunk.end(),
                status.wireName(),
                now);
    }
}
