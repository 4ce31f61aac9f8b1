package dev.capsule.ingest.landing;

import dev.capsule.ingest.blob.BlobRows;
import dev.capsule.ingest.blob.Locks;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionStatus;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.ingest.upload.StoredContent;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.service.db.Tx;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The short cut for content its owner refers to already: a session that is complete from the start. It adds a reference and
 * moves no byte. For anyone else the content is as unknown as if it were not here, or its existence could be asked for.
 */
@ApplicationScoped
class Merge implements StoredContent {
    private static final Logger LOG = Logger.getLogger(Merge.class);

    private final BlobRows rows;
    private final BlobStore blobs;
    private final SessionStore sessions;
    private final Bundles bundles;
    private final Clock clock;

    Merge(BlobRows rows, BlobStore blobs, SessionStore sessions, Bundles bundles, Clock clock) {
        this.rows = rows;
        this.blobs = blobs;
        this.sessions = sessions;
        this.bundles = bundles;
        this.clock = clock;
    }

    @Override
    public Optional<Session> land(Tx tx, Session session) {
        var hash = session.content().hash();
        if (!rows.isReferredToBy(tx, session.tenant(), hash, session.size(), session.owner())) {
            return Optional.empty();
        }
        Locks.blobAhead(tx, hash);
        boolean sound = rows.lockSound(tx, session.tenant(), hash, session.size()) && isStored(hash, session.size());
        if (!sound) {
            return Optional.empty();
        }
        var landed = session.at(SessionStatus.WAITING_FOR_PROCESSING, session.size());
        var now = clock.instant();
        sessions.receivedWhole(tx, session, now);
        sessions.landed(tx, session, now);
        bundles.landed(tx, landed);
        LOG.infof("upload %s: its owner has blob %s already, nothing to transfer", session.id(), hash);
        return Optional.of(landed);
    }

    private boolean isStored(Sha256 hash, long size) {
        try {
            var stored = blobs.size(hash);
            return stored.isPresent() && stored.getAsLong() == size;
        } catch (IOException e) {
            throw new DependencyUnavailableException("storage", e);
        }
    }
}
