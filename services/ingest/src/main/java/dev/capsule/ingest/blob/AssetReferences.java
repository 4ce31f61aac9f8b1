package dev.capsule.ingest.blob;

import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What an asset refers to, as one user may see it. */
@ApplicationScoped
public class AssetReferences {

    /**
     * One live reference.
     *
     * @param size bytes the manifest's upload had
     * @param servable neither marked for collection nor quarantined nor of an asset that is taken down, and there is a row of the blob
     */
    public record Reference(Sha256 hash, String role, long size, boolean servable) {}

    /** Empty for an asset that does not exist or is in no album of the user. */
    public Map<Sha256, Reference> visible(Tx tx, TenantId tenant, AssetId asset, UserId user) {
        return tx
                .list(
                        """
                        select distinct on (r.hash) r.hash, r.role, r.size,
                          (b.hash is not null and b.collectable_since is null and b.quarantined_at is null
                            and not coalesce(a.taken_down, false)) as servable
                        from blob_references r
                        join album_members m on m.tenant_id = r.tenant_id and m.album_id = r.album_id
                        left join asset_moderation a on a.tenant_id = r.tenant_id and a.asset_id = r.asset_id
                        left join blobs b on b.tenant_id = r.tenant_id and b.hash = r.hash
                        where r.tenant_id = $1 and r.asset_id = $2 and m.user_id = $3
                        order by r.hash, r.sync_seq
                        """,
                        row -> new Reference(
                                Columns.hash(row, "hash"),
                                Columns.text(row, "role"),
                                Columns.longValue(row, "size"),
                                Columns.bool(row, "servable")),
                        tenant,
                        asset,
                        user)
                .stream()
                .collect(Collectors.toMap(Reference::hash, Function.identity()));
    }
}
