package dev.capsule.ingest.blob;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of stored blobs and references to them. */
@ApplicationScoped
public class BlobRows {
    /** Whether an asset that refers to a row of {@code blobs b} is taken down. */
    private static final String TAKEN_DOWN = """
            exists (select 1 from blob_references r
              join asset_moderation a on a.tenant_id = r.tenant_id and a.asset_id = r.asset_id and a.taken_down
              where r.tenant_id = b.tenant_id and r.hash = b.hash)""";

    /** After {@code with gone as (delete ... returning hash)}: a legal hold, also a late one, is about these too. */
    private static final String REMEMBER_GONE = """
            insert into former_references (tenant_id, hash, asset_id) select distinct $1::text, gone.hash, $2::uuid from gone
            on conflict do nothing
            """;

    /**
     * A blob a tenant has stored.
     *
     * @param quarantined whether its bytes were found damaged
     * @param takenDown whether an asset that refers to it is taken down; others may be served it all the same
     */
    public record Blob(long size, boolean quarantined, boolean takenDown) {}

    /** A blob has landed: it is (again) good, and nothing marked it for collection that matters any more. */
    public void stored(Tx tx, TenantId tenant, Sha256 hash, long size, Instant now) {
        tx.send("""
                insert into blobs (tenant_id, hash, size, stored_at) values ($1, $2, $3, $4)
                on conflict (tenant_id, hash) do update set collectable_since = null, quarantined_at = null
                """, tenant, hash, size, now);
    }

    Optional<Blob> find(Tx tx, TenantId tenant, Sha256 hash) {
        return tx.one(
                """
                select size, quarantined_at is not null as quarantined,
                """ + TAKEN_DOWN + """
                 as taken_down from blobs b where tenant_id = $1 and hash = $2
                """,
                row -> new Blob(
                        Columns.longValue(row, "size"),
                        Columns.bool(row, "quarantined"),
                        Columns.bool(row, "taken_down")),
                tenant,
                hash);
    }

    /** What an asset in an album of a user makes of a blob it refers to. */
    enum Sight {
        /** None does, as far as commits have reached this service. */
        NONE,
        /** Every one that does is taken down. */
        TAKEN_DOWN,
        SERVED
    }

    /** One asset that is not taken down is enough: the blob is served through it (federation-moderation 11.4). */
    Sight sight(Tx tx, TenantId tenant, Sha256 hash, UserId user) {
        return tx.one("""
                        select coalesce(a.taken_down, false) as taken_down from blob_references r
                        join album_members m on m.tenant_id = r.tenant_id and m.album_id = r.album_id
                        left join asset_moderation a on a.tenant_id = r.tenant_id and a.asset_id = r.asset_id
                        where r.tenant_id = $1 and r.hash = $2 and m.user_id = $3
                        order by taken_down limit 1
                        """, row -> Columns.bool(row, "taken_down") ? Sight.TAKEN_DOWN : Sight.SERVED, tenant, hash, user)
                .orElse(Sight.NONE);
    }

    /** Whether an asset this user brought here refers to the blob. */
    public boolean isReferredToBy(Tx tx, TenantId tenant, Sha256 hash, long size, UserId user) {
        return tx.one("""
                        select 1 from blob_references
                        where tenant_id = $1 and hash = $2 and size = $3 and user_id = $4 limit 1
                        """, row -> true, tenant, hash, size, user).orElse(false);
    }

    /** Locks the row of a blob that is neither damaged nor of an asset that is taken down. @return whether there is one of this size */
    public boolean lockSound(Tx tx, TenantId tenant, Sha256 hash, long size) {
        return tx.one("""
                        select 1 from blobs b
                        where tenant_id = $1 and hash = $2 and size = $3 and quarantined_at is null and not
                        """ + TAKEN_DOWN + """
                         for update
                        """, row -> true, tenant, hash, size).orElse(false);
    }

    /**
     * Adds what the manifest refers to. The rows of the blobs are locked first: the collector, which locks them too before
     * it counts references, then either sees these or is done already.
     *
     * @return what this tenant has no row of: references into nothing, unless the bytes are there after all
     */
    List<BlobRef> add(Tx tx, ManifestCommitted event) {
        var hashes = event.added().stream().map(BlobRef::hash).distinct().toArray(Sha256[]::new);
        var present = tx.list(
                "select hash from blobs where tenant_id = $1 and hash = any($2) order by hash for update",
                row -> Columns.hash(row, "hash"),
                event.tenant(),
                hashes);
        addReferences(
                tx,
                new Referrer(
                        event.tenant(),
                        event.album(),
                        event.asset(),
                        event.user(),
                        event.manifestHash(),
                        event.syncSeq()),
                event.added());
        tx.update(
                "update blobs set collectable_since = null where tenant_id = $1 and hash = any($2)",
                event.tenant(),
                hashes);
        return event.added().stream()
                .filter(ref -> !present.contains(ref.hash()))
                .toList();
    }

    /**
     * The manifest that refers.
     *
     * @param syncSeq its position in the feed of the album
     */
    public record Referrer(TenantId tenant, AlbumId album, AssetId asset, UserId user, Sha256 manifest, long syncSeq) {}

    /** Adding the same references again changes nothing. */
    public void addReferences(Tx tx, Referrer by, List<BlobRef> references) {
        tx.batch(
                """
                insert into blob_references (tenant_id, hash, asset_id, role, manifest_hash, album_id, user_id, size, sync_seq)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing
                """,
                references.stream()
                        .map(ref -> new @Nullable Object[] {
                            by.tenant(),
                            ref.hash(),
                            by.asset(),
                            ref.role().wireName(),
                            by.manifest(),
                            by.album(),
                            by.user(),
                            ref.size(),
                            by.syncSeq()
                        })
                        .toList());
    }

    /** Drops one reference for each; the oldest where several manifests of the asset hold the same one. */
    void release(Tx tx, TenantId tenant, AssetId asset, List<BlobRef> released) {
        for (var ref : released) {
            tx.update("""
                    with gone as (
                      delete from blob_references where ctid = (
                        select ctid from blob_references
                        where tenant_id = $1 and hash = $3 and asset_id = $2 and role = $4
                        order by sync_seq limit 1)
                      returning hash)
                    """ + REMEMBER_GONE, tenant, asset, ref.hash(), ref.role().wireName());
        }
    }

    /** Drops every reference of a purged asset. */
    void releaseAll(Tx tx, TenantId tenant, AssetId asset) {
        tx.update("""
                with gone as (
                  delete from blob_references where tenant_id = $1 and asset_id = $2 returning hash)
                """ + REMEMBER_GONE, tenant, asset);
    }
}
