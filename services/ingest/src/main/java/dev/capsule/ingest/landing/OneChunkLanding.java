package dev.capsule.ingest.landing;

import dev.capsule.ingest.blob.Locks;
import dev.capsule.ingest.blob.Removals;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionSignals;
import dev.capsule.ingest.upload.SessionStatus;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Lands an upload that came in one chunk: acknowledged, stored and handed over in one transaction; chunk by chunk it takes
 * three. Until it commits, the session knows of no byte. A crash before that leaves debris in the staging area, and
 * perhaps a blob without a row: the session stands for that one, and whoever ends it writes the removal down.
 */
@ApplicationScoped
public class OneChunkLanding {
    private static final Logger LOG = Logger.getLogger(OneChunkLanding.class);

    private final Db db;
    private final SessionStore sessions;
    private final BlobStore blobs;
    private final Removals removals;
    private final Bundles bundles;
    private final SessionSignals signals;
    private final Clock clock;

    OneChunkLanding(
            Db db,
            SessionStore sessions,
            BlobStore blobs,
            Removals removals,
            Bundles bundles,
            SessionSignals signals,
            Clock clock) {
        this.db = db;
        this.sessions = sessions;
        this.blobs = blobs;
        this.removals = removals;
        this.bundles = bundles;
        this.signals = signals;
        this.clock = clock;
    }

    /** Whether a chunk of this length may land so. With an object store the bytes are on their way too long for that. */
    public boolean takes(Session session, long offset, long length) {
        return blobs.isLocal() && offset == 0 && session.received() == 0 && length == session.size();
    }

    /**
     * @param file all bytes of the upload, written by this request alone, once
     * @param hash theirs
     * @return nothing if they are not what was declared, or the session moved on meanwhile: nothing has changed then, and
     *     the way of all chunks tells what is the matter
     * @throws IOException if the store fails; the client sends the chunk again
     * @throws DependencyUnavailableException if the database fails
     */
    public Optional<Session> land(Session session, Path file, Sha256 hash) throws IOException {
        if (!hash.equals(session.content().hash()) || !isEnveloped(session, file)) {
            return Optional.empty();
        }
        blobs.put(hash, file);
        var landed = db.inTenant(session.tenant(), tx -> record(tx, session, file));
        landed.ifPresent(after -> {
            signals.changed(after.id());
            LOG.infof("upload %s landed: %d bytes, hash %s", after.id(), after.size(), hash);
        });
        return landed;
    }

    private static boolean isEnveloped(Session session, Path file) throws IOException {
        try {
            StagedFile.requireEnvelope(session, file);
            return true;
        } catch (RefusalException e) {
            LOG.debugf("upload %s: %s", session.id(), e.code());
            return false;
        }
    }

    private Optional<Session> record(Tx tx, Session session, Path file) {
        var content = session.content();
        var now = clock.instant();
        var landed = sessions.landWhole(
                tx,
                session,
                now,
                Locks.ofBlob(content.hash()),
                Locks.ofManifest(session.tenant(), content.manifestHash()));
        if (landed.isEmpty()) {
            // the session may have ended before the blob was put: nobody else may know of it
            removals.add(tx, content.hash(), now);
            return Optional.empty();
        }
        Landing.requireStored(blobs, session, file);
        bundles.handOver(tx, session, landed);
        return Optional.of(session.at(SessionStatus.WAITING_FOR_PROCESSING, session.size()));
    }
}
