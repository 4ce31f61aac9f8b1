package dev.capsule.validation.ledger;

import static dev.capsule.validation.ledger.Lookup.albums;
import static dev.capsule.validation.ledger.Lookup.assets;
import static dev.capsule.validation.ledger.Lookup.numbers;
import static dev.capsule.validation.ledger.Lookup.tenants;
import static dev.capsule.validation.ledger.Lookup.texts;
import static dev.capsule.validation.ledger.Lookup.users;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.service.db.Tx;
import dev.capsule.service.problem.DependencyUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes what a batch changed: one set-based statement per table, however large the batch. */
final class LedgerWriter {
    private static final String MANIFESTS = """
            insert into manifest
              (tenant_id, album_id, sync_seq, asset_id, chain, prior_hash, manifest_hash, received_at, body, leaf)
            select * from unnest($1::text[], $2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::bytea[], $7::bytea[],
              $8::timestamptz[], $9::bytea[], $10::bigint[])
            on conflict do nothing
            """;
    private static final String ALBUMS = """
            update album_state s set highest_epoch = k.highest_epoch, sync_seq = k.sync_seq, log_size = k.log_size,
              log_frontier = k.log_frontier
            from unnest($1::text[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bytea[])
              as k(tenant, album, highest_epoch, sync_seq, log_size, log_frontier)
            where s.tenant_id = k.tenant and s.album_id = k.album
            """;
    private static final String TILES = """
            insert into log_tile (tenant_id, album_id, level, position, hash)
            select * from unnest($1::text[], $2::uuid[], $3::int[], $4::bigint[], $5::bytea[])
            """;
    private static final String ASSETS = """
            insert into asset (tenant_id, asset_id, album_id, state, head, content, metadata, original_blob,
              original_size, metadata_blob, metadata_size, retention_until, sync_seq, change, changed_at)
            select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[],
              $8::bytea[], $9::bigint[], $10::bytea[], $11::bigint[], $12::timestamptz[], $13::bigint[], $14::text[],
              $15::timestamptz[])
            on conflict (tenant_id, asset_id) do update set album_id = excluded.album_id, state = excluded.state,
              head = excluded.head, content = excluded.content, metadata = excluded.metadata,
              original_blob = excluded.original_blob, original_size = excluded.original_size,
              metadata_blob = excluded.metadata_blob, metadata_size = excluded.metadata_size,
              retention_until = excluded.retention_until, sync_seq = excluded.sync_seq, change = excluded.change,
              changed_at = excluded.changed_at
            """;
    private static final String METADATA = """
            insert into metadata_blob (tenant_id, asset_id, hash, body)
            select * from unnest($1::text[], $2::uuid[], $3::bytea[], $4::bytea[])
            on conflict (tenant_id, asset_id) do update set hash = excluded.hash, body = excluded.body
            """;
    private static final String CHAINS = """
            insert into derivative_chain (tenant_id, asset_id, role, head)
            select * from unnest($1::text[], $2::uuid[], $3::text[], $4::bytea[])
            on conflict (tenant_id, asset_id, role) do update set head = excluded.head
            """;
    private static final String DERIVATIVES = """
            insert into derivative (tenant_id, asset_id, role, format, model_id, manifest_hash, blob, size)
            select * from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[],
              $8::bigint[])
            on conflict (tenant_id, asset_id, role, format, model_id) do update set
              manifest_hash = excluded.manifest_hash, blob = excluded.blob, size = excluded.size
            """;
    private static final String OPERATIONS = """
            insert into operation (tenant_id, user_id, operation_id, manifest_hash)
            select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::bytea[])
            """;

    private final Tx tx;
    private final Workspace workspace;
    private final List<Change> changes;

    private LedgerWriter(Tx tx, Workspace workspace, List<Change> changes) {
        this.tx = tx;
        this.workspace = workspace;
        this.changes = changes;
    }

    static void write(Tx tx, Workspace workspace, List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        var writer = new LedgerWriter(tx, workspace, changes);
        writer.writeManifests();
        writer.writeAlbums();
        writer.writeAssets();
        writer.writeMetadata();
        writer.writeDerivatives();
        writer.writeOperations();
    }

    /**
     * Albums are locked, so only creates of one asset in two albums at once can meet here; the later one is judged again
     * and then sees the other.
     */
    private void writeManifests() {
        int written = tx.update(
                MANIFESTS,
                tenants(changes, c -> c.claim().tenant()),
                albums(changes, c -> c.claim().manifest().albumId()),
                numbers(changes, c -> c.receipt().syncSeq()),
                assets(changes, c -> c.claim().manifest().assetId()),
                texts(changes, c -> ChainKey.of(c.claim()).chain()),
                changes.stream()
                        .map(c -> c.claim().manifest().priorHash().orElse(null))
                        .toArray(Sha256[]::new),
                changes.stream().map(c -> c.receipt().manifestHash()).toArray(Sha256[]::new),
                changes.stream().map(c -> c.receipt().receivedAt()).toArray(Timestamp[]::new),
                changes.stream().map(c -> c.claim().manifest().encoded()).toArray(Bytes[]::new),
                numbers(changes, Change::leaf));
        if (written != changes.size()) {
            throw new DependencyUnavailableException("ledger (a step of a chain was taken meanwhile)");
        }
    }

    private void writeAlbums() {
        var rows = lastOf(c -> Workspace.albumOf(c.claim())).keySet().stream()
                .map(workspace.albums::get)
                .toList();
        tx.update(
                ALBUMS,
                tenants(rows, row -> row.key().tenant()),
                albums(rows, row -> row.key().album()),
                numbers(rows, AlbumRow::highestEpoch),
                numbers(rows, AlbumRow::syncSeq),
                numbers(rows, row -> row.log().size()),
                rows.stream().map(row -> row.log().encode()).toArray(byte[][]::new));
        var tiles = workspace.tiles;
        if (!tiles.isEmpty()) {
            tx.update(
                    TILES,
                    tenants(tiles, tile -> tile.album().tenant()),
                    albums(tiles, tile -> tile.album().album()),
                    tiles.stream().map(tile -> tile.tile().level()).toArray(Integer[]::new),
                    numbers(tiles, tile -> tile.tile().position()),
                    tiles.stream().map(tile -> tile.tile().hash()).toArray(Sha256[]::new));
        }
    }

    private void writeAssets() {
        var rows = lastOf(c -> c.asset().key()).values().stream()
                .map(Change::asset)
                .toList();
        tx.update(
                ASSETS,
                tenants(rows, row -> row.key().tenant()),
                assets(rows, row -> row.key().asset()),
                albums(rows, AssetRow::album),
                texts(rows, row -> row.state().word()),
                rows.stream().map(AssetRow::head).toArray(Sha256[]::new),
                rows.stream().map(AssetRow::content).toArray(Sha256[]::new),
                rows.stream().map(AssetRow::metadata).toArray(Sha256[]::new),
                hashes(rows, AssetRow::original),
                sizes(rows, AssetRow::original),
                hashes(rows, AssetRow::metadataBlob),
                sizes(rows, AssetRow::metadataBlob),
                rows.stream().map(row -> row.retentionUntil().orElse(null)).toArray(Instant[]::new),
                numbers(rows, AssetRow::syncSeq),
                texts(rows, row -> row.change().wireName()),
                rows.stream().map(AssetRow::changedAt).toArray(Timestamp[]::new));
    }

    private void writeMetadata() {
        var last = changes.stream()
                .filter(c -> metadataOf(c).isPresent())
                .collect(Collectors.toMap(c -> c.asset().key(), Function.identity(), (before, after) -> after))
                .values();
        if (!last.isEmpty()) {
            tx.update(
                    METADATA,
                    tenants(last, c -> c.claim().tenant()),
                    assets(last, c -> c.claim().manifest().assetId()),
                    last.stream().map(c -> metadataOf(c).orElseThrow().sha256()).toArray(Sha256[]::new),
                    last.stream().map(c -> metadataOf(c).orElseThrow()).toArray(Bytes[]::new));
        }
    }

    private static Optional<Bytes> metadataOf(Change change) {
        return change.claim().carriage().metadataBlob();
    }

    private void writeDerivatives() {
        var writes = changes.stream()
                .filter(c -> c.claim().manifest() instanceof DerivativeManifest)
                .toList();
        if (writes.isEmpty()) {
            return;
        }
        var chains = writes.stream().map(c -> ChainKey.of(c.claim())).distinct().toList();
        tx.update(
                CHAINS,
                tenants(chains, chain -> chain.asset().tenant()),
                assets(chains, chain -> chain.asset().asset()),
                texts(chains, ChainKey::chain),
                chains.stream().map(workspace.derivativeHeads::get).toArray(Sha256[]::new));
        var rows = writes.stream()
                .map(c -> DerivativeRow.Slot.of(
                        c.asset().key(), (DerivativeManifest) c.claim().manifest()))
                .distinct()
                .map(workspace.derivatives::get)
                .toList();
        tx.update(
                DERIVATIVES,
                tenants(rows, row -> row.slot().asset().tenant()),
                assets(rows, row -> row.slot().asset().asset()),
                texts(rows, row -> row.slot().role()),
                texts(rows, row -> row.slot().format()),
                texts(rows, row -> row.slot().model()),
                rows.stream().map(DerivativeRow::manifest).toArray(Sha256[]::new),
                hashes(rows, DerivativeRow::blob),
                sizes(rows, DerivativeRow::blob));
    }

    private void writeOperations() {
        var used =
                changes.stream().filter(c -> c.claim().operation().isPresent()).toList();
        if (!used.isEmpty()) {
            tx.update(
                    OPERATIONS,
                    tenants(used, c -> c.claim().tenant()),
                    users(used, c -> c.claim().caller()),
                    used.stream().map(c -> c.claim().operation().orElseThrow()).toArray(OperationId[]::new),
                    used.stream().map(c -> c.receipt().manifestHash()).toArray(Sha256[]::new));
        }
    }

    private <K> Map<K, Change> lastOf(Function<Change, K> key) {
        return changes.stream().collect(Collectors.toMap(key, Function.identity(), (before, after) -> after));
    }

    private static <T> Sha256[] hashes(List<T> rows, Function<T, Optional<StoredBlob>> blob) {
        return rows.stream()
                .map(row -> blob.apply(row).map(StoredBlob::hash).orElse(null))
                .toArray(Sha256[]::new);
    }

    private static <T> Long[] sizes(List<T> rows, Function<T, Optional<StoredBlob>> blob) {
        return rows.stream()
                .map(row -> blob.apply(row).map(StoredBlob::size).orElse(null))
                .toArray(Long[]::new);
    }
}
