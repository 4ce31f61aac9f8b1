package dev.capsule.bench.gate;

import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.ProtocolVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * Fills the database of the validation service past the service, as its administrator, with set-based statements.
 *
 * <p>For each writer the rows the gate judges by: the device of the directory, the album with its pin, the write-tier
 * key of epoch 1, the membership, the album's state. They hold real keys: what these writers sign is really verified.
 * For each further album the same rows with a user, a device and keys of its own that nobody can sign with.
 *
 * <p>For each seeded manifest the rows a commit leaves: ledger, present of the asset, metadata blob and the inbox row of
 * its event, spread evenly over all albums, whose feed positions, log sizes and frontiers are set to match. All keys and
 * hashes have their real size and distribution, so every index is as large as after that many commits; the bodies of
 * seeded manifests are 64 bytes instead of 7 KiB, and their hashes and trees are invented: no commit of another asset
 * reads them.
 */
final class Seeding {
    private static final int ROWS_AT_ONCE = 1_000;

    private static final String DEVICES = """
            insert into device (tenant_id, user_id, device_id, ed25519_key, ml_dsa_65_key, added_at)
            select k.tenant, k.usr, k.device, k.classical, k.lattice, now() - interval '60 days'
            from unnest(?::text[], ?::uuid[], ?::uuid[], ?::bytea[], ?::bytea[]) as k(tenant, usr, device, classical, lattice)
            on conflict do nothing
            """;
    private static final String ALBUMS = """
            insert into album (tenant_id, album_id, owner_id, pin, hash, body, received_at)
            select k.tenant, k.album, k.usr, ?, sha256(uuid_send(k.album)), uuid_send(k.album), now()
            from unnest(?::text[], ?::uuid[], ?::uuid[]) as k(tenant, album, usr)
            """;
    private static final String EPOCHS = """
            insert into epoch_key (tenant_id, album_id, epoch, ed25519_key, ml_dsa_65_key)
            select k.tenant, k.album, 1, k.classical, k.lattice
            from unnest(?::text[], ?::uuid[], ?::bytea[], ?::bytea[]) as k(tenant, album, classical, lattice)
            """;
    private static final String MEMBERS = """
            insert into album_member (tenant_id, album_id, user_id, role)
            select k.tenant, k.album, k.usr, 'admin' from unnest(?::text[], ?::uuid[], ?::uuid[]) as k(tenant, album, usr)
            """;
    private static final String STATES = """
            insert into album_state (tenant_id, album_id, attested_seq, ceiling, min_write_epoch)
            select k.tenant, k.album, 1, 1, 1 from unnest(?::text[], ?::uuid[]) as k(tenant, album)
            """;

    /** A key of 16 repeated bytes is as long as a real one. */
    private static final List<String> OTHER_ALBUMS = List.of(
            """
            create temp table other as
            select 't' || lpad((i %% %1$d)::text, 5, '0') || '.bench.localhost' as tenant, gen_random_uuid() as usr,
              gen_random_uuid() as device, gen_random_uuid() as album, decode(md5(i::text), 'hex') as filler
            from generate_series(1, %2$d) as i
            """,
            """
            insert into device (tenant_id, user_id, device_id, ed25519_key, ml_dsa_65_key, added_at)
            select tenant, usr, device, filler || filler, decode(repeat(encode(filler, 'hex'), 122), 'hex'), now()
            from other
            """,
            """
            insert into album (tenant_id, album_id, owner_id, pin, hash, body, received_at)
            select tenant, album, usr, '%3$s', sha256(uuid_send(album)), uuid_send(album), now() from other
            """,
            """
            insert into epoch_key (tenant_id, album_id, epoch, ed25519_key, ml_dsa_65_key)
            select tenant, album, 1, filler || filler, decode(repeat(encode(filler, 'hex'), 122), 'hex') from other
            """,
            "insert into album_member (tenant_id, album_id, user_id, role) select tenant, album, usr, 'admin' from other",
            """
            insert into album_state (tenant_id, album_id, attested_seq, ceiling, min_write_epoch)
            select tenant, album, 1, 1, 1 from other
            """,
            "drop table other");

    private static final List<String> MANIFESTS = List.of(
            """
            create temp table target as
            select tenant_id, album_id, sync_seq, row_number() over () - 1 as n, count(*) over () as albums
            from album_state
            """,
            "create unique index on target (n)",
            "analyze target",
            """
            create temp table seed as
            select t.tenant_id, t.album_id, t.sync_seq + i / t.albums as leaf, uuidv7() as asset_id,
              sha256(int8send(i)) as hash, sha256(int8send(-1 - i)) as blob
            from generate_series(0::bigint, %1$d - 1) as i
            join target t on t.n = i %% (select count(*) from target)
            """,
            """
            insert into manifest
              (tenant_id, album_id, leaf, sync_seq, asset_id, chain, manifest_hash, received_at, body)
            select tenant_id, album_id, leaf, leaf + 1, asset_id, 'asset', hash, now(), hash || blob from seed
            """,
            """
            insert into asset (tenant_id, asset_id, album_id, state, head, content, metadata, original_blob,
              original_size, metadata_blob, metadata_size, sync_seq, change, changed_at)
            select tenant_id, asset_id, album_id, 'live', hash, hash, hash, sha256(hash), 3000000, blob, 700, leaf + 1,
              'created', now() from seed
            """,
            """
            insert into metadata_blob (tenant_id, asset_id, hash, body)
            select tenant_id, asset_id, blob, decode(repeat(encode(blob, 'hex'), 21), 'hex') from seed
            """,
            "insert into inbox (tenant_id, consumer, event_id) select tenant_id, 'gate', uuidv7() from seed",
            """
            update album_state s set sync_seq = k.size, log_size = k.size, highest_epoch = 1,
              log_frontier = decode(repeat(md5('left') || md5('right'), bit_count(k.size::bit(64))::int), 'hex')
            from (select tenant_id, album_id, max(leaf) + 1 as size from seed group by tenant_id, album_id) k
            where s.tenant_id = k.tenant_id and s.album_id = k.album_id
            """,
            "drop table seed",
            "drop table target");

    private final Connection connection;

    /** @param connection of a superuser, whom row-level security does not bind */
    Seeding(Connection connection) {
        this.connection = connection;
    }

    void albums(Population population) throws SQLException {
        var writers = population.writers();
        for (int from = 0; from < writers.size(); from += ROWS_AT_ONCE) {
            insert(writers.subList(from, Math.min(writers.size(), from + ROWS_AT_ONCE)));
        }
        int others = population.albums() - writers.size();
        if (others > 0) {
            execute(OTHER_ALBUMS, population.tenants(), others, ProtocolVersion.CURRENT.date());
        }
    }

    void manifests(int count) throws SQLException {
        if (count > 0) {
            execute(MANIFESTS, count);
        }
    }

    /** What autovacuum and the checkpointer would do some time later, done before anything is measured. */
    void settle() throws SQLException {
        execute(List.of("vacuum analyze", "checkpoint"));
    }

    private void insert(List<Writer> writers) throws SQLException {
        Object tenants = texts(writers);
        Object albums = array("uuid", writers, writer -> writer.album().value());
        Object users = array("uuid", writers, writer -> writer.user().value());
        run(
                DEVICES,
                tenants,
                users,
                array("uuid", writers, writer -> writer.device().value()),
                keys(writers, writer -> writer.deviceKey().publicKey().ed25519()),
                keys(writers, writer -> writer.deviceKey().publicKey().mlDsa65()));
        run(ALBUMS, ProtocolVersion.CURRENT.date(), tenants, albums, users);
        run(
                EPOCHS,
                tenants,
                albums,
                keys(writers, writer -> writer.writeTier().publicKey().ed25519()),
                keys(writers, writer -> writer.writeTier().publicKey().mlDsa65()));
        run(MEMBERS, tenants, albums, users);
        run(STATES, tenants, albums);
    }

    private Object texts(List<Writer> writers) throws SQLException {
        return array("text", writers, writer -> writer.tenant().host());
    }

    private Object array(String type, List<Writer> writers, Function<Writer, Object> value) throws SQLException {
        return connection.createArrayOf(type, writers.stream().map(value).toArray());
    }

    private Object keys(List<Writer> writers, Function<Writer, Bytes> half) throws SQLException {
        return connection.createArrayOf(
                "bytea", writers.stream().map(half).map(Bytes::toArray).toArray(byte[][]::new));
    }

    private void run(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }

    private void execute(List<String> statements, Object... values) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(String.format(java.util.Locale.ROOT, sql, values));
            }
        }
    }
}
