package dev.capsule.quota.usage;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Facts of the ledger and of peer caches: added, never changed (a hold ends by its deletion). */
@ApplicationScoped
public class FactStore {
    /** Locks every asset it names, changed or not, so that whoever reads or adds its references waits. */
    private static final String MERGE_ASSETS = """
            insert into asset as a (tenant_id, album_id, asset_id, trash_seq, trashed, purged_at)
            select $1, n.* from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::boolean[], $6::timestamptz[])
              as n(album_id, asset_id, trash_seq, trashed, purged_at)
            order by n.album_id, n.asset_id
            on conflict (tenant_id, album_id, asset_id) do update set
              trash_seq = greatest(a.trash_seq, excluded.trash_seq),
              trashed = case when excluded.trash_seq > a.trash_seq then excluded.trashed else a.trashed end,
              purged_at = coalesce(a.purged_at, excluded.purged_at)
            where excluded.trash_seq > a.trash_seq or (a.purged_at is null and excluded.purged_at is not null)
            returning album_id, asset_id
            """;

    private static final String ADD_REFERENCES = """
            insert into blob_reference (tenant_id, hash, album_id, asset_id, slot, sync_seq, added, user_id, size, at)
            select $1, n.* from unnest($2::bytea[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::boolean[],
              $8::uuid[], $9::bigint[], $10::timestamptz[]) as n
            on conflict do nothing
            """;

    private static final String HASHES_OF = """
            select distinct r.hash from blob_reference r
            join unnest($2::uuid[], $3::uuid[]) as n(album_id, asset_id)
              on r.album_id = n.album_id and r.asset_id = n.asset_id
            where r.tenant_id = $1
            """;

    private static final String ADD_SIGNED = """
            insert into provenance (tenant_id, user_id, manifest_hash, album_id, asset_id, size)
            select $1, n.* from unnest($2::uuid[], $3::bytea[], $4::uuid[], $5::uuid[], $6::bigint[]) as n
            on conflict do nothing returning user_id, manifest_hash, album_id, asset_id, size
            """;

    private static final String REFERENCES = """
            select r.hash, r.album_id, r.asset_id, r.slot, r.sync_seq, r.added, r.user_id, r.size, r.at,
              a.trash_seq, a.trashed, a.purged_at
            from blob_reference r join asset a using (tenant_id, album_id, asset_id)
            where r.tenant_id = $1 and r.hash = any($2)
            """;

    private static final String HOLDS =
            "select hash, user_id, peer, size, held_at from cache_hold where tenant_id = $1 and hash = any($2)";

    /** @return those that are new or changed */
    List<AssetKey> mergeAssets(Tx tx, TenantId tenant, Map<AssetKey, AssetState> assets) {
        return tx.list(
                MERGE_ASSETS,
                FactStore::asset,
                tenant,
                albums(assets.keySet()),
                assetIds(assets.keySet()),
                assets.values().stream().map(AssetState::trashSeq).toArray(Long[]::new),
                assets.values().stream().map(AssetState::trashed).toArray(Boolean[]::new),
                assets.values().stream().map(a -> a.purgedAt().orElse(null)).toArray(Instant[]::new));
    }

    void addReferences(Tx tx, TenantId tenant, List<Reference> facts) {
        tx.update(
                ADD_REFERENCES,
                tenant,
                facts.stream().map(Reference::hash).toArray(Sha256[]::new),
                facts.stream().map(f -> f.asset().album()).toArray(AlbumId[]::new),
                facts.stream().map(f -> f.asset().asset()).toArray(AssetId[]::new),
                facts.stream().map(Reference::slot).toArray(String[]::new),
                facts.stream().map(Reference::seq).toArray(Long[]::new),
                facts.stream().map(Reference::added).toArray(Boolean[]::new),
                facts.stream().map(Reference::user).toArray(UserId[]::new),
                facts.stream().map(Reference::size).toArray(Long[]::new),
                facts.stream().map(Reference::at).toArray(Instant[]::new));
    }

    /** Every blob the assets refer to or ever did. */
    List<Sha256> hashesOf(Tx tx, TenantId tenant, Collection<AssetKey> assets) {
        return tx.list(HASHES_OF, row -> Columns.hash(row, "hash"), tenant, albums(assets), assetIds(assets));
    }

    /** @return those not known before */
    List<Facts.Signed> addSigned(Tx tx, TenantId tenant, List<Facts.Signed> signed) {
        return tx.list(
                ADD_SIGNED,
                row -> new Facts.Signed(
                        Columns.id(row, "user_id", UserId::new),
                        Columns.hash(row, "manifest_hash"),
                        asset(row),
                        Columns.longValue(row, "size")),
                tenant,
                signed.stream().map(Facts.Signed::user).toArray(UserId[]::new),
                signed.stream().map(Facts.Signed::hash).toArray(Sha256[]::new),
                signed.stream().map(s -> s.asset().album()).toArray(AlbumId[]::new),
                signed.stream().map(s -> s.asset().asset()).toArray(AssetId[]::new),
                signed.stream().map(Facts.Signed::size).toArray(Long[]::new));
    }

    record Referenced(Reference reference, AssetState asset) {}

    List<Referenced> references(Tx tx, TenantId tenant, Collection<Sha256> hashes) {
        return tx.list(REFERENCES, FactStore::referenced, tenant, hashes.toArray(Sha256[]::new));
    }

    List<CacheHold> holds(Tx tx, TenantId tenant, Collection<Sha256> hashes) {
        return tx.list(HOLDS, FactStore::hold, tenant, hashes.toArray(Sha256[]::new));
    }

    private static Referenced referenced(Row row) {
        var reference = new Reference(
                Columns.hash(row, "hash"),
                asset(row),
                Columns.text(row, "slot"),
                Columns.longValue(row, "sync_seq"),
                Columns.bool(row, "added"),
                Columns.id(row, "user_id", UserId::new),
                Columns.longValue(row, "size"),
                Columns.instant(row, "at"));
        return new Referenced(
                reference,
                new AssetState(
                        Columns.longValue(row, "trash_seq"),
                        Columns.bool(row, "trashed"),
                        Columns.optionalInstant(row, "purged_at")));
    }

    private static CacheHold hold(Row row) {
        return new CacheHold(
                Columns.hash(row, "hash"),
                Columns.id(row, "user_id", UserId::new),
                Columns.text(row, "peer"),
                Columns.longValue(row, "size"),
                Columns.instant(row, "held_at"));
    }

    private static AssetKey asset(Row row) {
        return new AssetKey(Columns.id(row, "album_id", AlbumId::new), Columns.id(row, "asset_id", AssetId::new));
    }

    private static AlbumId[] albums(Collection<AssetKey> assets) {
        return assets.stream().map(AssetKey::album).toArray(AlbumId[]::new);
    }

    private static AssetId[] assetIds(Collection<AssetKey> assets) {
        return assets.stream().map(AssetKey::asset).toArray(AssetId[]::new);
    }
}
