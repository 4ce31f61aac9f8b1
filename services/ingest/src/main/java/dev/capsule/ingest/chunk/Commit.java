package dev.capsule.ingest.chunk;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.upload.Instance;
import dev.capsule.ingest.upload.Reservations;
import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionStatus;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;

/**
 * Decides on a chunk that has come in, under the lock of its session: duplicate (12), offset (9), alignment (10), size
 * (11), then the offset moves on; all in one transaction. The order is that of server-invariants 2.
 */
@ApplicationScoped
class Commit {
    private static final int ALIGNMENT = 4096;

    private final Db db;
    private final SessionStore sessions;
    private final ChunkStore chunks;
    private final Reservations reservations;
    private final Instance instance;
    private final Clock clock;
    private final long maxFileSize;

    Commit(
            Db db,
            SessionStore sessions,
            ChunkStore chunks,
            Reservations reservations,
            Instance instance,
            Clock clock,
            IngestConfig config) {
        this.db = db;
        this.sessions = sessions;
        this.chunks = chunks;
        this.reservations = reservations;
        this.instance = instance;
        this.clock = clock;
        maxFileSize = config.maxFileSize();
    }

    /** Makes the bytes part of the staged file; called only once they are going to be acknowledged. */
    interface Placement {
        /** @return false if they can't be: another request has taken the file over */
        boolean place() throws IOException;
    }

    /**
     * For bytes that lie where they belong already: one statement that takes effect if nothing stands against it.
     *
     * @return nothing if something does, or may; {@link #decide} then tells what
     */
    Optional<Outcome> advance(Session known, ChunkStore.Chunk chunk) {
        boolean fits = chunk.end() <= Math.min(known.size(), maxFileSize)
                && (chunk.end() == known.size() || chunk.length() % ALIGNMENT == 0);
        return fits
                ? chunks.advance(known, chunk, statusAt(known, chunk.end()), instance.id(), clock.instant())
                        .map(takenOver -> moved(known.takenOver(takenOver), chunk.end()))
                : Optional.empty();
    }

    /**
     * @param chunk what came in; a length of one more than may come in stands for any
     * @throws RefusalException SESSION_NOT_FOUND if the session went away meanwhile
     */
    Outcome decide(Session known, ChunkStore.Chunk chunk, Placement placement) {
        return db.inTenant(known.tenant(), tx -> {
            var session = sessions.lock(tx, known.tenant(), known.id())
                    .orElseThrow(() -> new RefusalException(ReasonCode.SESSION_NOT_FOUND));
            return refusal(tx, session, chunk.offset(), chunk.length(), chunk.hash())
                    .orElseGet(() -> append(tx, session, chunk, placement));
        });
    }

    private Optional<Outcome> refusal(Tx tx, Session session, long offset, long length, Sha256 hash) {
        // acknowledged chunks lie without gaps below the current offset: there is none at or beyond it
        var acknowledged =
                offset < session.received() ? chunks.find(tx, session, offset) : Optional.<ChunkStore.Chunk>empty();
        if (acknowledged.isPresent()) {
            boolean same =
                    acknowledged.get().hash().equals(hash) && acknowledged.get().length() == length;
            return Optional.of(same ? new Outcome.Duplicate(session) : refused(session, ReasonCode.CHUNK_CONFLICT));
        }
        if (!session.status().isOpen()) {
            return Optional.of(refused(session, notAccepting(session)));
        }
        if (offset != session.received()) {
            return Optional.of(refused(session, ReasonCode.OFFSET_MISMATCH));
        }
        long end = offset + length;
        if (end < session.size() && length % ALIGNMENT != 0) {
            return Optional.of(refused(session, ReasonCode.CHUNK_MISALIGNED));
        }
        if (end > session.size()) {
            return Optional.of(failed(tx, session, ReasonCode.CHUNK_EXCEEDS_DECLARED));
        }
        if (end > maxFileSize) {
            return Optional.of(failed(tx, session, ReasonCode.CHUNK_EXCEEDS_MAX));
        }
        return Optional.empty();
    }

    /** Invariants 9 to 12 don't apply to a session that takes no chunks at all. */
    static ReasonCode notAccepting(Session session) {
        return session.status() == SessionStatus.WAITING_FOR_PROCESSING
                        && !session.progress().landed()
                ? ReasonCode.FINALIZATION_IN_PROGRESS
                : ReasonCode.SESSION_NOT_ACCEPTING;
    }

    private Outcome append(Tx tx, Session session, ChunkStore.Chunk chunk, Placement placement) {
        boolean ours =
                session.progress().instance().filter(instance.id()::equals).isPresent();
        try {
            if (!placement.place()) {
                return refused(session, ReasonCode.OFFSET_MISMATCH);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!ours) {
            // whoever has its whole chunk first wins; the other may be writing, so the end is verified by a copy
            sessions.claim(tx, session, instance.id(), clock.instant());
        }
        chunks.acknowledge(tx, session, chunk, statusAt(session, chunk.end()), clock.instant());
        return moved(session.takenOver(session.progress().takenOver() || !ours), chunk.end());
    }

    private static SessionStatus statusAt(Session session, long received) {
        return received == session.size() ? SessionStatus.WAITING_FOR_PROCESSING : SessionStatus.UPLOADING;
    }

    private static Outcome moved(Session session, long received) {
        var after = session.at(statusAt(session, received), received);
        return received == session.size() ? new Outcome.Complete(after) : new Outcome.Appended(after);
    }

    private Outcome failed(Tx tx, Session session, ReasonCode code) {
        sessions.fail(tx, session, code, clock.instant());
        reservations.release(tx, session);
        return new Outcome.Failed(session.at(SessionStatus.FAILED_PROCESSING, session.received()), Refusal.of(code));
    }

    private static Outcome refused(Session session, ReasonCode code) {
        return new Outcome.Refused(session, Refusal.of(code));
    }
}
