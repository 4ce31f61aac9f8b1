package dev.capsule.validation.retention;

import static dev.capsule.service.db.Columns.hash;
import static dev.capsule.service.db.Columns.id;
import static dev.capsule.service.db.Columns.longValue;
import static dev.capsule.service.db.Columns.optionalHash;
import static dev.capsule.service.db.Columns.text;

import dev.capsule.protocol.event.BlobRef;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.manifest.Manifest;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables a purge touches. Manifests are not among them: the chain stays. */
final class PurgeStore {
    private static final String CANDIDATES = """
            select tenant_id, asset_id, album_id from asset
            where state = 'trashed' and retention_until <= $1 order by retention_until limit $2
            """;
    /** The same lock and the same order as every commit. */
    private static final String LOCK = """
            select s.album_id from unnest($1::text[], $2::uuid[]) as k(tenant, album)
            join album_state s on s.tenant_id = k.tenant and s.album_id = k.album
            order by s.tenant_id, s.album_id for update of s
            """;

    private static final String DUE = """
            select a.*, m.body as head_body from unnest($1::text[], $2::uuid[]) as k(tenant, asset)
            join asset a on a.tenant_id = k.tenant and a.asset_id = k.asset
            join manifest m on m.tenant_id = a.tenant_id and m.manifest_hash = a.head
            where a.state = 'trashed' and a.retention_until <= $3
            order by a.tenant_id, a.asset_id for update of a
            """;
    private static final String DERIVATIVES = """
            delete from derivative d using unnest($1::text[], $2::uuid[]) as k(tenant, asset)
            where d.tenant_id = k.tenant and d.asset_id = k.asset returning d.*
            """;
    private static final String METADATA = """
            delete from metadata_blob b using unnest($1::text[], $2::uuid[]) as k(tenant, asset)
            where b.tenant_id = k.tenant and b.asset_id = k.asset
            """;
    private static final String SEQ = """
            update album_state set sync_seq = sync_seq + 1 where tenant_id = $1 and album_id = $2 returning sync_seq
            """;
    private static final String PURGE = """
            update asset set state = 'purged', original_blob = null, original_size = null, metadata_blob = null,
              metadata_size = null, sync_seq = $3, change = 'purged', changed_at = $4
            where tenant_id = $1 and asset_id = $2
            """;

    private PurgeStore() {}

    record Candidate(TenantId tenant, AssetId asset, AlbumId album) {}

    static List<Candidate> candidates(Tx tx, Timestamp now, int limit) {
        return tx.list(
                CANDIDATES,
                row -> new Candidate(tenant(row), id(row, "asset_id", AssetId::new), id(row, "album_id", AlbumId::new)),
                now,
                limit);
    }

    /** Locks the albums and reads again: a restore may have come in between. */
    static List<Due> lockDue(Tx tx, List<Candidate> candidates, Timestamp now) {
        tx.list(
                LOCK,
                Function.identity(),
                candidates.stream().map(Candidate::tenant).toArray(TenantId[]::new),
                candidates.stream().map(Candidate::album).toArray(AlbumId[]::new));
        return tx.list(
                DUE,
                PurgeStore::due,
                candidates.stream().map(Candidate::tenant).toArray(TenantId[]::new),
                candidates.stream().map(Candidate::asset).toArray(AssetId[]::new),
                now);
    }

    /** Drops derivatives and metadata blobs. Gives the references of the derivatives. */
    static Map<Due.Key, List<BlobRef>> drop(Tx tx, List<Due> due) {
        var tenants = due.stream().map(Due::tenant).toArray(TenantId[]::new);
        var assets = due.stream().map(Due::asset).toArray(AssetId[]::new);
        tx.update(METADATA, tenants, assets);
        record Dropped(Due.Key key, Optional<BlobRef> ref) {}
        return tx
                .list(
                        DERIVATIVES,
                        row -> new Dropped(
                                new Due.Key(tenant(row), id(row, "asset_id", AssetId::new)),
                                optionalHash(row, "blob")
                                        .map(hash -> new BlobRef(
                                                BlobRole.DERIVATIVE, hash, longValue(row, "size"), Optional.empty()))),
                        tenants,
                        assets)
                .stream()
                .collect(Collectors.groupingBy(
                        Dropped::key, Collectors.flatMapping(dropped -> dropped.ref().stream(), Collectors.toList())));
    }

    /** @return the position in the feed */
    static long purge(Tx tx, Due due, Timestamp now) {
        long seq = tx.one(SEQ, row -> longValue(row, "sync_seq"), due.tenant(), due.album())
                .orElseThrow();
        tx.update(PURGE, due.tenant(), due.asset(), seq, now);
        return seq;
    }

    private static Due due(Row row) {
        return new Due(
                tenant(row),
                id(row, "asset_id", AssetId::new),
                id(row, "album_id", AlbumId::new),
                Manifest.decode(Columns.bytes(row, "head_body")).user(),
                optionalHash(row, "original_blob").map(h -> ref(row, BlobRole.ORIGINAL, "original")),
                optionalHash(row, "metadata_blob").map(h -> ref(row, BlobRole.METADATA, "metadata")));
    }

    private static BlobRef ref(Row row, BlobRole role, String name) {
        return new BlobRef(role, hash(row, name + "_blob"), longValue(row, name + "_size"), Optional.empty());
    }

    private static TenantId tenant(Row row) {
        return new TenantId(text(row, "tenant_id"));
    }
}
