package dev.capsule.validation.transparency;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** Reads logs: their size and frontier, leaves and tiles. */
final class LogStore {
    private static final String STATE = """
            select s.album_id, s.log_size, s.log_frontier from album_member m
            join album_state s on s.tenant_id = m.tenant_id and s.album_id = m.album_id
            where m.tenant_id = $1 and m.user_id = $2 and m.album_id = any($3::uuid[]) order by s.album_id
            """;
    private static final String ALL = """
            select s.album_id, s.log_size, s.log_frontier from album_member m
            join album_state s on s.tenant_id = m.tenant_id and s.album_id = m.album_id
            where m.tenant_id = $1 and m.user_id = $2 order by s.album_id limit $3
            """;
    private static final String LEAVES = """
            select manifest_hash from manifest
            where tenant_id = $1 and album_id = $2 and leaf >= $3 and leaf < $4 order by leaf
            """;
    private static final String TILES = """
            select hash from log_tile
            where tenant_id = $1 and album_id = $2 and level = $3 and position >= $4 and position < $5 order by position
            """;

    private LogStore() {}

    record State(AlbumId album, MerkleFrontier frontier) {}

    /** Of those albums the user is a member of. */
    static List<State> states(Tx tx, TenantId tenant, UserId user, List<AlbumId> albums) {
        return tx.list(STATE, LogStore::state, tenant, user, albums.toArray(AlbumId[]::new));
    }

    /** Of every album the user is a member of, at most {@code limit}. */
    static List<State> states(Tx tx, TenantId tenant, UserId user, int limit) {
        return tx.list(ALL, LogStore::state, tenant, user, limit);
    }

    private static State state(Row row) {
        return new State(
                Columns.id(row, "album_id", AlbumId::new),
                MerkleFrontier.decode(Columns.longValue(row, "log_size"), Columns.bytes(row, "log_frontier")));
    }

    static Optional<Long> leafOf(Tx tx, TenantId tenant, AlbumId album, Sha256 manifest) {
        return tx.one(
                "select leaf from manifest where manifest_hash = $3 and tenant_id = $1 and album_id = $2",
                row -> Columns.longValue(row, "leaf"),
                tenant,
                album,
                manifest);
    }

    /** Subtree hashes from leaves and tiles: at most 128 rows for each that is asked for. */
    static Merkle.Subtrees tree(Tx tx, TenantId tenant, AlbumId album) {
        return (level, position) -> {
            int base = level - level % MerkleFrontier.TILE;
            long width = 1L << (level - base);
            long from = position * width;
            var hashes = base == 0
                    ? tx.list(
                            LEAVES,
                            row -> Merkle.leaf(Columns.hash(row, "manifest_hash")),
                            tenant,
                            album,
                            from,
                            from + width)
                    : tx.list(TILES, row -> Columns.hash(row, "hash"), tenant, album, base, from, from + width);
            if (hashes.size() != width) {
                throw new IllegalStateException("the log of an album has a gap");
            }
            return Merkle.range((height, at) -> fold(hashes, height, at), 0, width);
        };
    }

    private static Sha256 fold(List<Sha256> hashes, int height, long at) {
        return height == 0
                ? hashes.get(Math.toIntExact(at))
                : Merkle.node(fold(hashes, height - 1, 2 * at), fold(hashes, height - 1, 2 * at + 1));
    }
}
