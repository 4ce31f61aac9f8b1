package dev.capsule.ingest.chunk;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.landing.OneChunkLanding;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.storage.Staging;
import dev.capsule.ingest.upload.InFlight;
import dev.capsule.ingest.upload.Instance;
import dev.capsule.ingest.upload.Session;
import dev.capsule.ingest.upload.SessionStore;
import dev.capsule.ingest.upload.Sessions;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.Refusal;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.auth.Caller;
import dev.capsule.service.db.Db;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One PATCH, in the order of server-invariants 2: uploader, session state, body with running hash and byte stop,
 * checksum, then what {@link Commit} decides. Blocking; call it on a platform thread.
 */
@ApplicationScoped
class Chunks {
    private static final Logger LOG = Logger.getLogger(Chunks.class);
    /** Bytes of a chunk at a wrong offset that are read for its hash, the largest chunk of the tiers; then it is cut off. */
    private static final long WRONG_OFFSET_STOP = 16L * 1024 * 1024;

    private final Db db;
    private final SessionStore sessions;
    private final Sessions visibility;
    private final ChunkStore chunks;
    private final Commit commit;
    private final OneChunkLanding oneChunk;
    private final Assemblies assemblies;
    private final Staging staging;
    private final BlobStore blobs;
    private final InFlight inFlight;
    private final Slots slots;
    private final Buffers buffers;
    private final Instance instance;
    private final IngestConfig config;
    private final Clock clock;

    Chunks(
            Db db,
            SessionStore sessions,
            Sessions visibility,
            ChunkStore chunks,
            Commit commit,
            OneChunkLanding oneChunk,
            Assemblies assemblies,
            Staging staging,
            BlobStore blobs,
            InFlight inFlight,
            Slots slots,
            Instance instance,
            IngestConfig config,
            Clock clock) {
        this.db = db;
        this.sessions = sessions;
        this.visibility = visibility;
        this.chunks = chunks;
        this.commit = commit;
        this.oneChunk = oneChunk;
        this.assemblies = assemblies;
        this.staging = staging;
        this.blobs = blobs;
        this.inFlight = inFlight;
        this.slots = slots;
        buffers = new Buffers(config.maxConcurrentChunks());
        this.instance = instance;
        this.config = config;
        this.clock = clock;
    }

    /** @param digest state of the whole file's hash once this chunk is in, where this process knows it */
    record Appended(Outcome outcome, @Nullable MessageDigest digest) {}

    /** What is known before the body is read. */
    private record Start(Session session, Optional<ChunkStore.Chunk> acknowledged) {}

    /**
     * @throws RefusalException for everything that is decided without the session; REQUEST_TIMEOUT for a body that drips
     * @throws DependencyUnavailableException if the disk or the database fails
     */
    Appended append(Caller caller, UploadId upload, ChunkHeaders headers, Pieces body) {
        try (var _ = slots.take(caller.user())) {
            var assembly = assemblies.enter(upload);
            try {
                return append(start(caller, upload, headers), caller, assembly, headers, body);
            } finally {
                assemblies.leave(upload);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new DependencyUnavailableException("storage", e);
        }
    }

    private Appended append(Start start, Caller caller, Assembly assembly, ChunkHeaders headers, Pieces body)
            throws IOException {
        var session = start.session();
        if (!session.uploader().equals(caller.user())) {
            return refused(session, ReasonCode.NOT_SESSION_UPLOADER);
        }
        if (!session.status().isOpen()) {
            return refused(session, Commit.notAccepting(session));
        }
        if (headers.length().orElse(0) > config.maxFileSize()) {
            return refused(session, ReasonCode.CHUNK_EXCEEDS_MAX);
        }
        inFlight.requireRoom(headers.length().orElse(0));
        return headers.offset() == session.received()
                ? atCurrentOffset(session, assembly, headers, body)
                : elsewhere(start, headers, body);
    }

    private Start start(Caller caller, UploadId upload, ChunkHeaders headers) throws IOException {
        long offset = headers.offset();
        var recent = assemblies.recent(caller.tenant(), upload, offset);
        if (recent.isPresent()) {
            return new Start(visibility.visible(caller, recent), Optional.empty());
        }
        var session = visibility.visible(caller, sessions.find(db, caller.tenant(), upload));
        if (offset < session.received()) {
            return new Start(session, db.inTenant(caller.tenant(), tx -> chunks.find(tx, session, offset)));
        }
        boolean writes = offset == session.received()
                && !isWhole(session, headers)
                && session.status().isOpen()
                && session.uploader().equals(caller.user());
        if (writes && !session.progress().instance().equals(Optional.of(instance.id()))) {
            claim(session);
        }
        return new Start(session, Optional.empty());
    }

    /** Whether the chunk, by what it announces, is the whole file: then it is written apart and needs no claim. */
    private boolean isWhole(Session session, ChunkHeaders headers) {
        return oneChunk.takes(session, headers.offset(), headers.length().orElse(0));
    }

    /** Makes this process the one that writes the file, if another one was; the session is then verified by a copy. */
    private void claim(Session session) {
        requireStaged(session);
        db.inTenant(session.tenant(), tx -> {
            sessions.claim(tx, session, instance.id(), clock.instant());
            return session;
        });
    }

    /** With blobs in an object store, processes may have staging areas of their own. */
    private void requireStaged(Session session) {
        try {
            if (!blobs.isLocal() && staging.staged(session.id()) < session.received()) {
                throw new IOException("upload " + session.id() + " is staged at another process");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Appended atCurrentOffset(Session session, Assembly assembly, ChunkHeaders headers, Pieces in)
            throws IOException {
        long offset = headers.offset();
        var body = new Body(session.size() - offset, assembly.digestAt(offset), offset == 0);
        boolean whole = isWhole(session, headers);
        var writer = whole ? null : assembly.writeInPlace(offset);
        if (writer != null) {
            try (writer) {
                pump(body, in, writer);
                return decide(session, assembly, headers, body, true, () -> !writer.isStopped());
            }
        }
        try (var part = new Assembly.Part(staging, session.id())) {
            pump(body, in, part);
            var landed = whole ? land(session, headers, body, part) : Optional.<Appended>empty();
            return landed.isPresent()
                    ? landed.get()
                    : decide(session, assembly, headers, body, false, () -> {
                        assembly.take(part, offset);
                        return true;
                    });
        }
    }

    private Optional<Appended> land(Session session, ChunkHeaders headers, Body body, Assembly.Part part)
            throws IOException {
        if (checked(session, headers, body).isPresent() || body.length() != session.size()) {
            return Optional.empty();
        }
        var landed = oneChunk.land(session, part.file(), body.hash());
        // of requests that raced this one
        landed.ifPresent(after -> staging.discardWholeQuietly(after.id()));
        return landed.map(after -> new Appended(new Outcome.Landed(after), null));
    }

    /** A resend of an acknowledged chunk, or a mistake: hashed to tell which, kept nowhere. */
    private Appended elsewhere(Start start, ChunkHeaders headers, Pieces in) {
        long stop = start.acknowledged().map(ChunkStore.Chunk::length).orElse(WRONG_OFFSET_STOP);
        var body = new Body(stop, null, false);
        pump(body, in, Sink.NOWHERE);
        return checked(start.session(), headers, body)
                .orElseGet(() -> new Appended(
                        commit.decide(
                                start.session(),
                                new ChunkStore.Chunk(headers.offset(), body.length(), body.hash()),
                                () -> false),
                        null));
    }

    private Appended decide(
            Session session,
            Assembly assembly,
            ChunkHeaders headers,
            Body body,
            boolean inPlace,
            Commit.Placement placement)
            throws IOException {
        var unfit = checked(session, headers, body);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        assembly.lock().lock();
        try {
            var chunk = new ChunkStore.Chunk(headers.offset(), body.length(), body.hash());
            // what lies where it belongs only needs the row to move on
            var advanced = inPlace && placement.place() ? commit.advance(session, chunk) : Optional.<Outcome>empty();
            var outcome = advanced.orElseGet(() -> commit.decide(session, chunk, placement));
            switch (outcome) {
                case Outcome.Appended done -> {
                    assembly.acknowledged(done.session().received(), body.whole());
                    assemblies.remember(done.session());
                }
                case Outcome.Landed done -> {}
                case Outcome.Complete done ->
                    assembly.acknowledged(done.session().received(), null);
                case Outcome.Failed failed -> {
                    LOG.infof(
                            "upload %s failed: %s",
                            session.id(), failed.refusal().code());
                    staging.discardQuietly(session.id());
                }
                case Outcome.Duplicate duplicate -> {}
                case Outcome.Refused refused -> {}
            }
            return new Appended(outcome, body.whole());
        } finally {
            assembly.lock().unlock();
        }
    }

    /** What the bytes alone tell: their checksum (tus), and that there are any. */
    private static Optional<Appended> checked(Session session, ChunkHeaders headers, Body body) {
        if (!body.exceeds()
                && headers.checksum().isPresent()
                && !headers.checksum().get().equals(body.hash())) {
            return Optional.of(refused(session, ReasonCode.CHUNK_CHECKSUM_MISMATCH));
        }
        if (body.length() == 0) {
            return Optional.of(refused(session, ReasonCode.CHUNK_EMPTY));
        }
        // the draft's "inconsistent length": the sender takes for the end what is not the end of the declared size
        return headers.last() && headers.offset() + body.length() < session.size()
                ? Optional.of(refused(session, ReasonCode.BODY_MALFORMED))
                : Optional.empty();
    }

    private static Appended refused(Session session, ReasonCode code) {
        return new Appended(new Outcome.Refused(session, Refusal.of(code)), null);
    }

    /** A connection that ends or stalls is the client's; a disk that fails is ours. */
    private void pump(Body body, Pieces in, Sink sink) {
        var streamed = new AtomicLong();
        try (var buffer = buffers.take()) {
            body.pump(in, buffer.bytes(), bytes -> write(sink, bytes), new Pace(config, System::nanoTime), read -> {
                streamed.addAndGet(read);
                inFlight.streaming(read);
            });
        } catch (IOException e) {
            throw new RefusalException(ReasonCode.REQUEST_TIMEOUT, "The body ended early or stalled");
        } finally {
            inFlight.streaming(-streamed.get());
        }
    }

    private static void write(Sink sink, ByteBuffer bytes) {
        try {
            sink.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void forget(UploadId upload) {
        assemblies.forget(upload);
    }
}
