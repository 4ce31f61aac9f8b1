package dev.capsule.ingest.upload;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.storage.Staging;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.internal.AdmissionReply;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Creates sessions: stateless checks, the gate's opinion, quota, and one row per content (server-invariants 1, 4, 8). */
@ApplicationScoped
public class Uploads {
    private static final Logger LOG = Logger.getLogger(Uploads.class);
    private static final int STRIPES = 256;

    private final Db db;
    private final SessionStore sessions;
    private final SessionIntents intents;
    private final Admission admission;
    private final Reservations reservations;
    private final StoredContent stored;
    private final InFlight inFlight;
    private final OpenSessions openSessions;
    private final Instance instance;
    private final Staging staging;
    private final IngestConfig config;
    private final Clock clock;
    private final UploadChecks checks;
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    Uploads(
            Db db,
            SessionStore sessions,
            SessionIntents intents,
            Admission admission,
            Reservations reservations,
            StoredContent stored,
            InFlight inFlight,
            OpenSessions openSessions,
            Instance instance,
            Staging staging,
            IngestConfig config,
            Clock clock) {
        this.db = db;
        this.sessions = sessions;
        this.intents = intents;
        this.admission = admission;
        this.reservations = reservations;
        this.stored = stored;
        this.inFlight = inFlight;
        this.openSessions = openSessions;
        this.instance = instance;
        this.staging = staging;
        this.config = config;
        this.clock = clock;
        checks = new UploadChecks(config.maxFileSize());
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    /** @param fresh whether this request made it */
    public record Created(Session session, boolean fresh) {}

    /** @throws RefusalException with the first check that fails; nothing is written then */
    public Created create(Caller caller, UploadRequest body, UploadChecks.Headers headers) {
        var declared = checks.check(body, headers);
        if (body.ownerId() != null && !body.ownerId().equals(caller.user())) {
            throw new RefusalException(ReasonCode.OWNER_RELATION_REQUIRED);
        }
        var manifest = declared.manifest() != null ? declared.manifest() : siblingManifest(caller, body);
        var committed = admission.ask(caller, manifest, body);
        UploadChecks.binding(declared.role(), declared.hash(), manifest);
        var wanted = session(caller, body, declared, manifest, committed);
        return alone(wanted, () -> committed.isPresent() ? record(wanted) : open(wanted));
    }

    private Manifest siblingManifest(Caller caller, UploadRequest body) {
        Bytes encoded = db.inTenant(
                        caller.tenant(),
                        tx -> sessions.openOriginal(tx, caller.tenant(), caller.user(), body.assetId()))
                .filter(original -> original.content().album().equals(body.albumId()))
                .map(original -> original.content().manifest())
                .orElseThrow(() -> new RefusalException(
                        ReasonCode.BODY_MALFORMED,
                        "The manifest is required: the asset has no open session of its original"));
        return Manifest.decode(encoded.toArray());
    }

    private Session session(
            Caller caller,
            UploadRequest body,
            UploadChecks.Declared declared,
            Manifest manifest,
            Optional<AdmissionReply.Committed> committed) {
        var content = new Session.Content(
                manifest.albumId(),
                manifest.assetId(),
                declared.role(),
                declared.hash(),
                declared.size(),
                declared.contentType(),
                declared.suite(),
                manifest.encoded(),
                manifest.hash(),
                Optional.ofNullable(body.intentId()),
                Optional.ofNullable(body.operationId()));
        var progress = new Session.Progress(
                committed.isPresent() ? SessionStatus.COMPLETED : SessionStatus.PENDING,
                committed.isPresent() ? declared.size() : 0,
                Optional.of(instance.id()),
                false,
                committed.isPresent(),
                Optional.empty(),
                committed.map(c -> OptionalLong.of(c.syncSeq())).orElse(OptionalLong.empty()));
        // the wire form of times has milliseconds
        Instant now = new Timestamp(clock.instant()).instant();
        UserId user = caller.user();
        return new Session(
                caller.tenant(),
                UploadId.generate(),
                user,
                user,
                content,
                progress,
                now,
                now.plus(config.sessionTtl()));
    }

    /**
     * Requests for the same content wait for each other in this process, so that a herd makes one reservation. Between
     * processes the unique index decides and the loser gives its reservation back.
     */
    private Created alone(Session wanted, Supplier<Created> work) {
        var stripe = stripes[
                Math.floorMod(
                        wanted.content().hash().hashCode() * 31 + wanted.owner().hashCode(), STRIPES)];
        stripe.lock();
        try {
            return work.get();
        } finally {
            stripe.unlock();
        }
    }

    /** The manifest is committed: a finished session tells the client so, without any transfer. */
    private Created record(Session wanted) {
        return db.inTenant(wanted.tenant(), tx -> existing(tx, wanted).orElseGet(() -> {
            boolean inserted = sessions.insert(tx, wanted);
            return inserted ? new Created(wanted, false) : afterLostRace(tx, wanted);
        }));
    }

    /** What is there already, or the session to be made, under the id its bytes are reserved by. */
    private record Look(Optional<Created> existing, Session session) {}

    private Created open(Session wanted) {
        var look = db.inTenant(wanted.tenant(), tx -> {
            var existing = existing(tx, wanted);
            if (existing.isPresent()) {
                return new Look(existing, wanted);
            }
            inFlight.requireRoom(0);
            openSessions.requireRoom(tx, wanted.tenant(), wanted.uploader());
            return new Look(existing, wanted.named(intents.declare(tx, wanted)));
        });
        if (look.existing().isPresent()) {
            return look.existing().get();
        }
        var session = look.session();
        reserve(session);
        var created = db.inTenant(session.tenant(), tx -> insert(tx, session))
                .orElseThrow(() -> new DependencyUnavailableException("the session (it took too long to make)"));
        LOG.infof(
                "upload %s %s: %s of %d bytes, hash %s",
                created.session().id(),
                created.fresh() ? "created" : "found",
                wanted.content().role().wireName(),
                wanted.size(),
                wanted.content().hash());
        return created;
    }

    /** Without a clear answer the intent stays: the bytes may be reserved all the same. */
    private void reserve(Session session) {
        try {
            reservations.reserve(session);
        } catch (RefusalException e) {
            boolean ended = db.inTenant(session.tenant(), tx -> intents.end(tx, session));
            LOG.debugf("upload %s refused, its intent %s", session.id(), ended ? "ended" : "had ended");
            throw e;
        }
    }

    /** @return empty if the intent has ended meanwhile: its reservation may have been given back, so nothing may use it */
    private Optional<Created> insert(Tx tx, Session session) {
        var existing = existing(tx, session);
        boolean intended = intents.end(tx, session);
        if (existing.isPresent()) {
            if (!existing.get().session().id().equals(session.id())) {
                reservations.release(tx, session);
            }
            return existing;
        }
        if (intended && sessions.insert(tx, session)) {
            return Optional.of(stored.land(tx, session)
                    .map(landed -> new Created(landed, false))
                    .orElseGet(() -> new Created(session, true)));
        }
        reservations.release(tx, session);
        return intended ? Optional.of(afterLostRace(tx, session)) : Optional.empty();
    }

    private Optional<Created> existing(Tx tx, Session wanted) {
        var existing = sessions.lockSame(tx, wanted.tenant(), wanted.owner(), wanted.content());
        if (existing.isEmpty()) {
            return Optional.empty();
        }
        var session = existing.get();
        if (session.isExpired(wanted.createdAt())) {
            sessions.delete(tx, session, wanted.createdAt());
            reservations.release(tx, session);
            tx.afterCommit(() -> staging.discardQuietly(session.id()));
            return Optional.empty();
        }
        if (!session.content().sameParameters(wanted.content())) {
            throw new RefusalException(ReasonCode.SESSION_CONFLICT);
        }
        return Optional.of(new Created(session, false));
    }

    /** The insert met a row committed by another process after our look. */
    private Created afterLostRace(Tx tx, Session wanted) {
        return existing(tx, wanted)
                .orElseThrow(() -> new IllegalStateException("the unique index holds a row that can't be read"));
    }
}
