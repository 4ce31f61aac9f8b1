package dev.capsule.ingest.blob;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.event.ManifestCommitted;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of stored blobs and references to them. */
@ApplicationScoped
public class BlobRows {

    /**
     * A blob a tenant has stored.
     *
     * @param quarantined whether its bytes were found damaged
     */
    public record Blob(long size, boolean quarantined, boolean takenDown) {}

    /** A blob has landed: it is (again) good, and nothing marked it for collection that matters any more. */
    public void stored(Tx tx, TenantId tenant, Sha256 hash, long size, Instant now) {
        tx.update("""
                insert into blobs (tenant_id, hash, size, stored_at) values ($1, $2, $3, $4)
                on conflict (tenant_id, hash) do update set collectable_since = null, quarantined_at = null
                """, tenant, hash, size, now);
    }

    Optional<Blob> find(Tx tx, TenantId tenant, Sha256 hash) {
        return tx.one(
                """
                select size, quarantined_at is not null as quarantined, taken_down from blobs
                where tenant_id = $1 and hash = $2
                """,
                row -> new Blob(
                        Columns.longValue(row, "size"),
                        Columns.bool(row, "quarantined"),
                        Columns.bool(row, "taken_down")),
                tenant,
                hash);
    }

    /** Whether an asset in an album of this user refers to the blob, as far as commits have reached this service. */
    boolean visible(Tx tx, TenantId tenant, Sha256 hash, UserId user) {
        return tx.one("""
                        select 1 from blob_references r
                        join album_members m on m.tenant_id = r.tenant_id and m.album_id = r.album_id
                        where r.tenant_id = $1 and r.hash = $2 and m.user_id = $3 limit 1
                        """, row -> true, tenant, hash, user).orElse(false);
    }

    /**
     * Adds what the manifest refers to.
     *
     * @return hashes this tenant has no blob of: references into nothing
     */
    List<Sha256> add(Tx tx, ManifestCommitted event) {
        var rows = new ArrayList<@Nullable Object[]>();
        for (var ref : event.added()) {
            rows.add(new Object[] {
                event.tenant(),
                ref.hash(),
                event.asset(),
                ref.role().wireName(),
                event.manifestHash(),
                event.album(),
                event.user(),
                ref.size(),
                event.syncSeq()
            });
        }
        tx.batch("""
                insert into blob_references (tenant_id, hash, asset_id, role, manifest_hash, album_id, user_id, size, sync_seq)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing
                """, rows);
        var hashes = event.added().stream().map(BlobRef::hash).distinct().toArray(Sha256[]::new);
        var present = tx.list("""
                update blobs set collectable_since = null where tenant_id = $1 and hash = any($2) returning hash
                """, row -> Columns.hash(row, "hash"), event.tenant(), hashes);
        return List.of(hashes).stream().filter(hash -> !present.contains(hash)).toList();
    }

    /** Drops one reference for each; the oldest where several manifests of the asset hold the same one. */
    void release(Tx tx, TenantId tenant, AssetId asset, List<BlobRef> released) {
        for (var ref : released) {
            tx.update("""
                    delete from blob_references where ctid = (
                      select ctid from blob_references
                      where tenant_id = $1 and hash = $2 and asset_id = $3 and role = $4
                      order by sync_seq limit 1)
                    """, tenant, ref.hash(), asset, ref.role().wireName());
        }
    }

    /** Drops every reference of a purged asset. */
    void releaseAll(Tx tx, TenantId tenant, AssetId asset) {
        tx.update("delete from blob_references where tenant_id = $1 and asset_id = $2", tenant, asset);
    }
}
