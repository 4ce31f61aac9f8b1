package dev.capsule.ingest.rebuild;

import dev.capsule.ingest.blob.BlobRows;
import dev.capsule.ingest.blob.Locks;
import dev.capsule.ingest.storage.Annotations;
import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.ingest.storage.QuarantineReason;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.internal.LedgerReferences;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.internal.InternalClient;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Rebuilds rows of blobs and references (server-invariants 11): walks the store, hashes every blob, reads the manifests
 * kept beside it, and lets the ledger say which of them are committed and what they still refer to; the ledger has
 * verified their signatures. What is not what its name says goes to quarantine. Doing it again changes nothing. Deletes
 * nothing: a blob no committed manifest refers to is only reported.
 */
@ApplicationScoped
public class Rebuild {
    private static final Logger LOG = Logger.getLogger(Rebuild.class);
    private static final int BUFFER = 1024 * 1024;
    /** Hashes a report lists of each kind. */
    private static final int LISTED = 1000;

    private final Db db;
    private final BlobStore blobs;
    private final BlobRows rows;
    private final InternalClient client;
    private final Clock clock;
    private final ReentrantLock alone = new ReentrantLock();

    Rebuild(Db db, BlobStore blobs, BlobRows rows, InternalClient client, Clock clock) {
        this.db = db;
        this.blobs = blobs;
        this.rows = rows;
        this.client = client;
        this.clock = clock;
    }

    /**
     * What a run found. Lists hold the first {@value #LISTED} only.
     *
     * @param seen blobs in the store
     * @param references rows of references that are there now because of it
     * @param unreferenced blobs nothing committed refers to; they got no row
     * @param quarantined blobs that were not what their name says
     */
    public record Report(long seen, long references, List<Sha256> unreferenced, List<Sha256> quarantined) {}

    /**
     * @throws RefusalException RATE_LIMITED if this process is at it already
     * @throws DependencyUnavailableException if store, database or the ledger fail; run it again then
     */
    public Report run() {
        if (!alone.tryLock()) {
            throw new RefusalException(ReasonCode.RATE_LIMITED, "The index is being rebuilt already");
        }
        try {
            return walk();
        } catch (IOException | UncheckedIOException e) {
            throw new DependencyUnavailableException("storage", e);
        } finally {
            alone.unlock();
        }
    }

    private Report walk() throws IOException {
        var run = new Run();
        blobs.forEach((hash, storedAt) -> {
            try {
                run.seen++;
                one(hash, run);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        LOG.infof(
                "rebuild: %d blobs seen, %d references, %d unreferenced, %d into quarantine",
                run.seen, run.references, run.unreferencedCount, run.quarantined.size());
        return new Report(run.seen, run.references, List.copyOf(run.unreferenced), List.copyOf(run.quarantined));
    }

    private static final class Run {
        private long seen;
        private long references;
        private long unreferencedCount;
        private final List<Sha256> unreferenced = new ArrayList<>();
        private final List<Sha256> quarantined = new ArrayList<>();
    }

    private void one(Sha256 hash, Run run) throws IOException {
        if (!rehash(hash).equals(hash)) {
            quarantine(hash, ReasonCode.CIPHERTEXT_HASH_MISMATCH, "the bytes have another hash", run);
            return;
        }
        List<byte[]> manifests;
        try {
            manifests = Annotations.split(blobs.annotations(hash));
        } catch (CborException e) {
            quarantine(hash, ReasonCode.MANIFEST_MALFORMED, "the manifests beside it can not be read", run);
            return;
        }
        long added = 0;
        for (byte[] manifest : manifests) {
            added += restore(hash, manifest);
        }
        run.references += added;
        if (added == 0) {
            run.unreferencedCount++;
            LOG.infof("rebuild: nothing committed refers to blob %s; it gets no row", hash);
            if (run.unreferenced.size() < LISTED) {
                run.unreferenced.add(hash);
            }
        }
    }

    /** @return references this manifest has to the blob now, over all tenants */
    private long restore(Sha256 hash, byte[] encoded) {
        Manifest manifest;
        try {
            manifest = Manifest.decode(encoded);
        } catch (RefusalException e) {
            LOG.errorf("REBUILD_QUARANTINED blob %s: a manifest beside it is %s; passed over", hash, e.code());
            return 0;
        }
        long added = 0;
        for (var entry : ledger(manifest.hash()).entries()) {
            var live =
                    entry.live().stream().filter(ref -> ref.hash().equals(hash)).toList();
            if (!live.isEmpty()) {
                db.inTenant(entry.tenant(), tx -> {
                    insert(tx, entry, manifest, live.getFirst().size(), hash);
                    rows.addReferences(
                            tx,
                            new BlobRows.Referrer(
                                    entry.tenant(),
                                    entry.album(),
                                    entry.asset(),
                                    manifest.user(),
                                    manifest.hash(),
                                    entry.syncSeq()),
                            live);
                    return live;
                });
                added += live.size();
            }
        }
        return added;
    }

    private void insert(Tx tx, LedgerReferences.Entry entry, Manifest manifest, long size, Sha256 hash) {
        Locks.blob(tx, hash);
        rows.stored(tx, entry.tenant(), hash, size, clock.instant());
        LOG.infof("rebuild: blob %s of %s is referred to by manifest %s", hash, entry.tenant(), manifest.hash());
    }

    private LedgerReferences ledger(Sha256 manifest) {
        byte[] reply = client.call("validation", LedgerReferences.PATH, LedgerReferences.request(manifest));
        try {
            return LedgerReferences.decode(reply);
        } catch (CborException e) {
            throw new DependencyUnavailableException("validation (an answer that is none)", e);
        }
    }

    private void quarantine(Sha256 hash, ReasonCode code, String detail, Run run) {
        LOG.errorf("REBUILD_QUARANTINED blob %s: %s", hash, detail);
        db.asSystem(tx -> {
            Locks.blob(tx, hash);
            tx.update("update blobs set quarantined_at = $2 where hash = $1", hash, clock.instant());
            try {
                blobs.quarantine(new QuarantineReason(hash, code, detail, new Timestamp(clock.instant())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return hash;
        });
        if (run.quarantined.size() < LISTED) {
            run.quarantined.add(hash);
        }
    }

    private Sha256 rehash(Sha256 hash) throws IOException {
        var digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER];
        try (var in = blobs.open(hash, 0)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Sha256.of(digest.digest());
    }
}
