package dev.capsule.ingest.blob;

import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the signed manifests that refer to a blob beside it, so that the index can be rebuilt from the files and the
 * ledger (server-invariants 11). Queued in the transaction that adds the reference, written soon after, once in effect.
 */
@ApplicationScoped
public class Sidecars {
    private static final Logger LOG = Logger.getLogger(Sidecars.class);

    /** Few, because the lock of each blob is held until all of a batch are flushed. */
    private static final int BATCH = 20;

    private final Db db;
    private final BlobStore blobs;

    Sidecars(Db db, BlobStore blobs) {
        this.db = db;
        this.blobs = blobs;
    }

    void enqueue(Tx tx, ManifestCommitted event) {
        tx.batch(
                """
                insert into sidecar_queue (tenant_id, hash, manifest_hash, manifest) values ($1, $2, $3, $4)
                on conflict do nothing
                """,
                event.added().stream()
                        .map(BlobRef::hash)
                        .distinct()
                        .map(hash ->
                                new @Nullable Object[] {event.tenant(), hash, event.manifestHash(), event.manifest()})
                        .toList());
    }

    @Scheduled(every = "${capsule.ingest.sidecars.every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void write() {
        int written;
        do {
            written = batch();
        } while (written == BATCH);
    }

    private int batch() {
        return db.asSystem(tx -> {
            var queued = tx.list(
                    """
                    select tenant_id, hash, manifest_hash, manifest from sidecar_queue
                    order by hash, manifest_hash limit 20 for update skip locked
                    """,
                    row -> new Entry(
                            Columns.text(row, "tenant_id"),
                            Columns.hash(row, "hash"),
                            Columns.hash(row, "manifest_hash"),
                            Columns.bytes(row, "manifest")));
            for (var entry : queued) {
                Locks.blob(tx, entry.hash());
                write(entry);
                tx.update(
                        "delete from sidecar_queue where tenant_id = $1 and hash = $2 and manifest_hash = $3",
                        entry.tenant(),
                        entry.hash(),
                        entry.manifestHash());
            }
            return queued.size();
        });
    }

    @SuppressWarnings("ArrayRecordComponent") // one row on its way from the database to a file
    private record Entry(String tenant, Sha256 hash, Sha256 manifestHash, byte[] manifest) {}

    private void write(Entry entry) {
        try {
            if (blobs.size(entry.hash()).isEmpty()) {
                LOG.warnf(
                        "blob %s is not stored; its manifest %s is not kept beside it",
                        entry.hash(), entry.manifestHash());
            } else if (!blobs.annotate(entry.hash(), entry.manifest())) {
                LOG.warnf(
                        "blob %s has no room for manifest %s beside it; only the ledger has that one",
                        entry.hash(), entry.manifestHash());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
