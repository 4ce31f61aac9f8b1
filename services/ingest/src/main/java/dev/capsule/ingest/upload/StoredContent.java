package dev.capsule.ingest.upload;

import dev.capsule.service.db.Tx;
import java.util.Optional;

/** Content its owner has stored already, so that no byte of it has to come again (server-invariants 8). */
public interface StoredContent {

    /**
     * Lands a new session at once if its owner, and nobody else, is known to have these very bytes here. Called in the
     * transaction that inserted the session: nothing can collect the bytes between the look and the commit.
     *
     * @return the session as it is then; empty if its bytes have to come
     */
    Optional<Session> land(Tx tx, Session session);
}
