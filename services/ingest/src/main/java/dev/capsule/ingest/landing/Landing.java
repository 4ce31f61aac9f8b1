package dev.capsule.ingest.landing;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.blob.BlobRows;
import dev.capsule.ingest.blob.Locks;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.storage.Staging;
import dev.capsule.ingest.upload.Reservations;
import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionSignals;
import dev.capsule.ingest.upload.SessionStatus;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a complete upload into the blob store. Safe at every point of a crash: before the file is linked there is only
 * staged debris; after it, before the commit, an unreferenced blob, and the staged file to do it all again from; after
 * the commit it is done (server-invariants 5). Doing it twice, even at once in two processes, does it once.
 */
@ApplicationScoped
public class Landing {
    private static final Logger LOG = Logger.getLogger(Landing.class);
    private static final int HASHING_THREADS = 2;
    private static final int WAITING = 1024;

    private final Db db;
    private final SessionStore sessions;
    private final BlobStore blobs;
    private final BlobRows rows;
    private final Staging staging;
    private final Bundles bundles;
    private final Reservations reservations;
    private final SessionSignals signals;
    private final IngestConfig config;
    private final Clock clock;
    private final Set<UploadId> running = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor hashing = new ThreadPoolExecutor(
            HASHING_THREADS,
            HASHING_THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("landing-", 0).daemon().factory());

    Landing(
            Db db,
            SessionStore sessions,
            BlobStore blobs,
            BlobRows rows,
            Staging staging,
            Bundles bundles,
            Reservations reservations,
            SessionSignals signals,
            IngestConfig config,
            Clock clock) {
        this.db = db;
        this.sessions = sessions;
        this.blobs = blobs;
        this.rows = rows;
        this.staging = staging;
        this.bundles = bundles;
        this.reservations = reservations;
        this.signals = signals;
        this.config = config;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        hashing.shutdown();
    }

    /**
     * @param digest state of the whole hash, if this process saw every byte; otherwise the file is read again, elsewhere
     *     and with a limit on how long the caller waits
     * @throws DependencyUnavailableException if disk or database fail; {@link Recovery} tries again then
     */
    public LandingOutcome land(Session session, @Nullable MessageDigest digest) {
        if (digest != null && !session.progress().takenOver() && blobs.isLocal()) {
            return once(session, digest);
        }
        Future<LandingOutcome> landing;
        try {
            landing = hashing.submit(() -> once(session, digest));
        } catch (RejectedExecutionException e) {
            return new LandingOutcome.StillRunning();
        }
        try {
            return landing.get(config.landingWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new LandingOutcome.StillRunning();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new LandingOutcome.StillRunning();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private LandingOutcome once(Session session, @Nullable MessageDigest digest) {
        if (!running.add(session.id())) {
            return new LandingOutcome.StillRunning();
        }
        try {
            return attempt(session, digest);
        } catch (IOException | UncheckedIOException e) {
            throw new DependencyUnavailableException("storage", e);
        } finally {
            running.remove(session.id());
            signals.changed(session.id());
        }
    }

    private LandingOutcome attempt(Session session, @Nullable MessageDigest digest) throws IOException {
        StagedFile file;
        try {
            file = StagedFile.verify(session, staging, blobs.isLocal(), digest);
        } catch (RefusalException e) {
            return fail(session, e.code());
        } catch (NoSuchFileException e) {
            // another process may have landed it and tidied up; if not, the bytes are lost
            return db.inTenant(session.tenant(), tx -> sessions.find(tx, session.tenant(), session.id()))
                            .map(now -> now.progress().landed() || now.status().isTerminal())
                            .orElse(true)
                    ? new LandingOutcome.Landed(session)
                    : fail(session, ReasonCode.FINAL_SIZE_MISMATCH);
        }
        Session after;
        try (file) {
            blobs.put(session.content().hash(), file.path());
            after = db.inTenant(session.tenant(), tx -> record(tx, session, file));
        }
        if (file.copied()) {
            staging.discardQuietly(session.id());
        } else {
            staging.discardWholeQuietly(session.id());
        }
        LOG.infof(
                "upload %s landed: %d bytes, hash %s",
                session.id(), session.size(), session.content().hash());
        return new LandingOutcome.Landed(after);
    }

    private Session record(Tx tx, Session session, StagedFile file) {
        var hash = session.content().hash();
        Locks.blobAhead(tx, hash);
        var current = sessions.lock(tx, session.tenant(), session.id());
        if (current.isEmpty()
                || current.get().progress().landed()
                || current.get().status() != SessionStatus.WAITING_FOR_PROCESSING) {
            return session;
        }
        requireStored(blobs, session, file.path());
        rows.stored(tx, session.tenant(), hash, session.size(), clock.instant());
        sessions.landed(tx, session, clock.instant());
        bundles.landed(tx, session);
        return session;
    }

    /** The collector may have taken the blob between the put and its lock, which the caller holds; under that it can't. */
    static void requireStored(BlobStore blobs, Session session, Path file) {
        var hash = session.content().hash();
        try {
            var stored = blobs.size(hash);
            if (stored.isEmpty() || stored.getAsLong() != session.size()) {
                blobs.put(hash, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LandingOutcome fail(Session session, ReasonCode code) {
        db.inTenant(session.tenant(), tx -> {
            var current = sessions.lock(tx, session.tenant(), session.id())
                    .filter(s -> s.status() == SessionStatus.WAITING_FOR_PROCESSING
                            && !s.progress().landed());
            current.ifPresent(s -> {
                sessions.fail(tx, s, code, clock.instant());
                reservations.release(tx, s);
            });
            return current.isPresent();
        });
        staging.discardQuietly(session.id());
        LOG.infof("upload %s failed: %s", session.id(), code);
        return new LandingOutcome.Failed(session.at(SessionStatus.FAILED_PROCESSING, session.received()), code);
    }
}
