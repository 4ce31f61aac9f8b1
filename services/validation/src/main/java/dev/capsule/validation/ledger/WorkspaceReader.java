package dev.capsule.validation.ledger;

import static dev.capsule.validation.ledger.Lookup.albums;
import static dev.capsule.validation.ledger.Lookup.assets;
import static dev.capsule.validation.ledger.Lookup.tenants;
import static dev.capsule.validation.ledger.Lookup.texts;
import static dev.capsule.validation.ledger.Lookup.users;

import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.DerivativeManifest;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import dev.capsule.validation.gate.Claim;
import io.vertx.sqlclient.Row;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the state of a batch of claims: a fixed number of queries, however large the batch. */
final class WorkspaceReader {
    private static final String ALBUMS = """
            select s.*, a.pin from unnest($1::text[], $2::uuid[]) as k(tenant, album)
            join album_state s on s.tenant_id = k.tenant and s.album_id = k.album
            join album a on a.tenant_id = s.tenant_id and a.album_id = s.album_id
            order by s.tenant_id, s.album_id
            """;
    /** In one order everywhere, so that two batches can't wait for each other. */
    private static final String LOCK = " for update of s";

    private static final String MEMBERS = """
            select m.* from unnest($1::text[], $2::uuid[], $3::uuid[]) as k(tenant, album, usr)
            join album_member m on m.tenant_id = k.tenant and m.user_id = k.usr and m.album_id = k.album
            """;
    private static final String SUSPENDED = """
            select s.tenant_id, s.user_id from unnest($1::text[], $2::uuid[]) as k(tenant, usr)
            join suspended_user s on s.tenant_id = k.tenant and s.user_id = k.usr
            """;
    private static final String ASSETS = """
            select a.*, c.body as content_body
            from unnest($1::text[], $2::uuid[], $3::boolean[]) as k(tenant, asset, wants_content)
            join asset a on a.tenant_id = k.tenant and a.asset_id = k.asset
            left join manifest c on k.wants_content and c.manifest_hash = a.content and c.tenant_id = a.tenant_id
            """;
    /** Against the purge worker, where an asset goes on in another album than the one it locks. */
    private static final String LOCK_ASSETS = " order by a.tenant_id, a.asset_id for update of a";

    private static final String SUCCESSORS = """
            select m.tenant_id, m.asset_id, m.chain, m.prior_hash, m.manifest_hash, m.sync_seq, m.received_at
            from unnest($1::text[], $2::uuid[], $3::text[], $4::bytea[]) as k(tenant, asset, chain, prior)
            join manifest m on m.tenant_id = k.tenant and m.asset_id = k.asset and m.chain = k.chain
              and m.prior_hash = k.prior
            union all
            select m.tenant_id, m.asset_id, m.chain, m.prior_hash, m.manifest_hash, m.sync_seq, m.received_at
            from unnest($1::text[], $2::uuid[], $3::text[], $4::bytea[]) as k(tenant, asset, chain, prior)
            join manifest m on m.tenant_id = k.tenant and m.asset_id = k.asset and m.chain = k.chain
              and m.prior_hash is null and k.prior is null
            """;
    private static final String HEADS = """
            select c.* from unnest($1::text[], $2::uuid[], $3::text[]) as k(tenant, asset, role)
            join derivative_chain c on c.tenant_id = k.tenant and c.asset_id = k.asset and c.role = k.role
            """;
    private static final String DERIVATIVES = """
            select d.* from unnest($1::text[], $2::uuid[]) as k(tenant, asset)
            join derivative d on d.tenant_id = k.tenant and d.asset_id = k.asset
            """;
    private static final String OPERATIONS = """
            select o.* from unnest($1::text[], $2::uuid[], $3::uuid[]) as k(tenant, usr, operation)
            join operation o on o.tenant_id = k.tenant and o.user_id = k.usr and o.operation_id = k.operation
            """;

    private final Tx tx;
    private final List<Claim> claims;
    private final Workspace workspace;

    private WorkspaceReader(Tx tx, List<Claim> claims, Workspace workspace) {
        this.tx = tx;
        this.claims = claims;
        this.workspace = workspace;
    }

    /**
     * @param known keys that were read before the transaction
     * @param lock whether to lock the albums until the transaction ends, before anything else is read
     */
    static Workspace read(Tx tx, List<Claim> claims, Keys known, boolean lock) {
        var albums = distinct(claims, Workspace::albumOf);
        var rows = tx.list(
                lock ? ALBUMS + LOCK : ALBUMS,
                Rows::album,
                tenants(albums, AlbumKey::tenant),
                albums(albums, AlbumKey::album));
        var workspace = new Workspace(KeyReader.read(tx, claims, known));
        rows.forEach(row -> workspace.albums.put(row.key(), row));
        var reader = new WorkspaceReader(tx, claims, workspace);
        reader.readMembers();
        reader.readSuspended();
        reader.readAssets(lock);
        reader.readSuccessors();
        reader.readDerivatives();
        reader.readOperations();
        PulledReader.read(tx, claims, workspace);
        return workspace;
    }

    private void readMembers() {
        var keys = distinct(claims, claim -> new Workspace.MemberKey(Workspace.albumOf(claim), claim.caller()));
        each(
                MEMBERS,
                row -> workspace.members.put(Rows.member(row), Rows.role(row)),
                tenants(keys, key -> key.album().tenant()),
                albums(keys, key -> key.album().album()),
                users(keys, Workspace.MemberKey::user));
    }

    private void readSuspended() {
        var keys = distinct(claims, Workspace::callerOf);
        each(
                SUSPENDED,
                row -> workspace.suspended.add(Rows.user(row)),
                tenants(keys, Workspace.UserKey::tenant),
                users(keys, Workspace.UserKey::user));
    }

    /** The content manifest comes along where a claim has to repeat its fields. */
    private void readAssets(boolean lock) {
        var keys = claims.stream()
                .collect(Collectors.groupingBy(
                        claim -> new AssetKey(claim.tenant(), claim.manifest().assetId()),
                        Collectors.reducing(
                                false, claim -> !Fields.bringsContent(claim.manifest()), Boolean::logicalOr)))
                .entrySet();
        each(
                lock ? ASSETS + LOCK_ASSETS : ASSETS,
                row -> {
                    var asset = Rows.asset(row);
                    workspace.assets.put(asset.key(), asset);
                    Rows.content(row).ifPresent(content -> workspace.contents.put(asset.key(), content));
                },
                tenants(keys, entry -> entry.getKey().tenant()),
                assets(keys, entry -> entry.getKey().asset()),
                keys.stream().map(java.util.Map.Entry::getValue).toArray(Boolean[]::new));
    }

    private void readSuccessors() {
        var steps = distinct(claims, Step::of);
        each(
                SUCCESSORS,
                row -> workspace.successors.put(Rows.step(row), Rows.receipt(row)),
                tenants(steps, step -> step.chain().asset().tenant()),
                assets(steps, step -> step.chain().asset().asset()),
                texts(steps, step -> step.chain().chain()),
                steps.stream().map(step -> step.prior().orElse(null)).toArray(Sha256[]::new));
    }

    private void readDerivatives() {
        var chains = claims.stream()
                .filter(claim -> claim.manifest() instanceof DerivativeManifest)
                .map(ChainKey::of)
                .collect(Collectors.toUnmodifiableSet());
        if (chains.isEmpty()) {
            return;
        }
        each(
                HEADS,
                row -> workspace.derivativeHeads.put(Rows.derivativeChain(row), Columns.hash(row, "head")),
                tenants(chains, chain -> chain.asset().tenant()),
                assets(chains, chain -> chain.asset().asset()),
                texts(chains, ChainKey::chain));
        var sources = chains.stream().map(ChainKey::asset).collect(Collectors.toUnmodifiableSet());
        each(
                DERIVATIVES,
                row -> {
                    var derivative = Rows.derivative(row);
                    workspace.derivatives.put(derivative.slot(), derivative);
                },
                tenants(sources, AssetKey::tenant),
                assets(sources, AssetKey::asset));
    }

    private void readOperations() {
        var keys = claims.stream()
                .map(Workspace::operationOf)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
        if (!keys.isEmpty()) {
            each(
                    OPERATIONS,
                    row -> workspace.operations.put(Rows.operation(row), Columns.hash(row, "manifest_hash")),
                    tenants(keys, key -> key.user().tenant()),
                    users(keys, key -> key.user().user()),
                    keys.stream().map(Workspace.OperationKey::operation).toArray(OperationId[]::new));
        }
    }

    private static <K> Set<K> distinct(Collection<Claim> claims, Function<Claim, K> key) {
        return claims.stream().map(key).collect(Collectors.toUnmodifiableSet());
    }

    private void each(String sql, java.util.function.Consumer<Row> use, Object... keys) {
        tx.list(sql, Function.identity(), keys).forEach(use);
    }
}
