package dev.capsule.ingest.landing;

import dev.capsule.ingest.blob.Locks;
import dev.capsule.ingest.blob.Removals;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionSignals;
import dev.capsule.ingest.upload.SessionStatus;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.GroupCommit;
import dev.capsule.service.db.Tx;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Lands uploads that came in one chunk each: acknowledged, stored and handed over in one transaction, with others that come
 * while one commits; chunk by chunk it takes three. Until it commits, the session knows of no byte. A crash before that leaves debris in the staging area, and
 * perhaps a blob without a row: the session stands for that one, and whoever ends it writes the removal down.
 */
@ApplicationScoped
public class OneChunkLanding {
    private static final Logger LOG = Logger.getLogger(OneChunkLanding.class);

    /** Uploads in one transaction. Each may bring a metadata blob of a MiB and more, held until it is handed over. */
    private static final int TOGETHER = 16;

    private final Db db;
    private final SessionStore sessions;
    private final BlobStore blobs;
    private final Removals removals;
    private final Bundles bundles;
    private final SessionSignals signals;
    private final Clock clock;
    /** One for each tenant, so that none waits for another's; as many as there are tenants with uploads. */
    private final Map<TenantId, GroupCommit<Landed, Boolean>> together = new ConcurrentHashMap<>();

    /** @param file all bytes of the upload, put into the store under its hash */
    private record Landed(Session session, Path file) {}

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
        if (!ofTenant(session.tenant()).run(new Landed(session, file))) {
            return Optional.empty();
        }
        signals.changed(session.id());
        LOG.infof("upload %s landed: %d bytes, hash %s", session.id(), session.size(), hash);
        return Optional.of(session.at(SessionStatus.WAITING_FOR_PROCESSING, session.size()));
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

    private GroupCommit<Landed, Boolean> ofTenant(TenantId tenant) {
        return together.computeIfAbsent(
                tenant,
                t -> new GroupCommit<>(
                        TOGETHER, OneChunkLanding::fits, group -> db.inTenant(t, tx -> record(tx, group))));
    }

    /** A session that is in the group already would be taken for landed twice. */
    private static boolean fits(List<Landed> group, Landed other) {
        return group.stream()
                .noneMatch(each -> each.session().id().equals(other.session().id()));
    }

    /** @return of each whether it landed */
    private List<Boolean> record(Tx tx, List<Landed> group) {
        var now = clock.instant();
        var uploads = group.stream().map(Landed::session).toList();
        var landed = sessions.landWhole(
                tx,
                uploads,
                now,
                locks(uploads, session -> Locks.ofBlob(session.content().hash())),
                locks(
                        uploads,
                        session -> Locks.ofManifest(
                                session.tenant(), session.content().manifestHash())));
        var moved = new ArrayList<Session>();
        var results = new ArrayList<Boolean>();
        for (var each : group) {
            var session = each.session();
            boolean isLanded = landed.moved().contains(session.id());
            if (isLanded) {
                Landing.requireStored(blobs, session, each.file());
                moved.add(session);
            } else {
                // the session may have ended before the blob was put: nobody else may know of it
                removals.add(tx, session.content().hash(), now);
            }
            results.add(isLanded);
        }
        bundles.handOver(tx, moved, landed.unbundled());
        return results;
    }

    private static Long[] locks(List<Session> uploads, Function<Session, Long> lock) {
        return uploads.stream().map(lock).distinct().sorted().toArray(Long[]::new);
    }
}
