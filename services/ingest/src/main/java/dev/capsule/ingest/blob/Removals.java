package dev.capsule.ingest.blob;

import dev.capsule.ingest.storage.BlobStore;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Db;
import dev.capsule.service.db.Tx;
import dev.capsule.service.problem.DependencyUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Bytes that are to go from the store. What is to go is written down in the transaction that ends the last row of it, so
 * a crash before the bytes are gone is finished later, and nothing has to be found by listing the store.
 */
@ApplicationScoped
public class Removals {
    private final Db db;
    private final BlobStore blobs;

    Removals(Db db, BlobStore blobs) {
        this.db = db;
        this.blobs = blobs;
    }

    /** With the transaction's commit, the bytes are to go unless something refers to them by then. */
    public void add(Tx tx, Sha256 hash, Instant now) {
        tx.update(
                "insert into blob_removals (hash, since) values ($1, $2) on conflict (hash) do update set since = $2",
                hash,
                now);
    }

    /** Removals that are still to be made, oldest first. */
    public List<Sha256> before(Instant time, int limit) {
        return db.asSystem(tx -> tx.list(
                "select hash from blob_removals where since <= $1 order by since limit $2",
                row -> Columns.hash(row, "hash"),
                time,
                limit));
    }

    /**
     * Removes the bytes, if no tenant has a row of them and no upload is about to land them. The row goes after the bytes.
     *
     * @return whether the bytes are gone; false if they are known again and stay
     */
    public boolean make(Sha256 hash) {
        return db.asSystem(tx -> {
            Locks.blob(tx, hash);
            boolean known = isKnown(tx, hash);
            if (!known) {
                delete(hash);
            }
            tx.update("delete from blob_removals where hash = $1", hash);
            return !known;
        });
    }

    private void delete(Sha256 hash) {
        try {
            blobs.delete(hash);
        } catch (IOException e) {
            throw new DependencyUnavailableException("storage", e);
        }
    }

    private static boolean isKnown(Tx tx, Sha256 hash) {
        return tx.one("""
                        select 1 where exists (select 1 from blobs where hash = $1)
                          or exists (select 1 from upload_sessions where hash = $1 and status = 'WaitingForProcessing')
                        """, row -> true, hash).orElse(false);
    }
}
