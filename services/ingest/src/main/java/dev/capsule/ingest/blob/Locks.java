package dev.capsule.ingest.blob;

import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.service.db.Tx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Locks that end with the transaction. Whoever takes several takes the blob's before the manifest's. Names that share a
 * number by chance only wait for each other.
 */
public final class Locks {
    private static final byte BLOB = 1;
    private static final byte MANIFEST = 2;

    private Locks() {}

    /** Held while the file of a blob is put in place or deleted, over all tenants, because there is one file. */
    public static void blob(Tx tx, Sha256 hash) {
        tx.list(LOCK, row -> row.getInteger("locked"), ofBlob(hash));
    }

    /** Like {@link #blob}, without a round trip of its own: held once a later statement has returned, not before. */
    public static void blobAhead(Tx tx, Sha256 hash) {
        tx.send(LOCK, ofBlob(hash));
    }

    /** The number of the lock, for a function of the database that takes it. */
    public static long ofBlob(Sha256 hash) {
        return number(Sha256.hash(new byte[] {BLOB}, hash.bytes()));
    }

    /** Held while it is decided whether a manifest has all its blobs; from the next statement on. */
    public static void manifest(Tx tx, TenantId tenant, Sha256 manifest) {
        tx.send(LOCK, ofManifest(tenant, manifest));
    }

    /** The number of the lock, for a function of the database that takes it. */
    public static long ofManifest(TenantId tenant, Sha256 manifest) {
        return number(Sha256.hash(
                new byte[] {MANIFEST}, manifest.bytes(), tenant.host().getBytes(StandardCharsets.US_ASCII)));
    }

    private static final String LOCK = "select 1 as locked from pg_advisory_xact_lock($1)";

    private static long number(Sha256 name) {
        return ByteBuffer.wrap(name.bytes()).getLong();
    }
}
