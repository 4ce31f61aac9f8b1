package dev.capsule.bench.quota;

import dev.capsule.backing.postgres.PostgresAdmin;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.UserId;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Tenants full of accounts, written straight into quota's tables: each user has one charged blob and one signed record, and
 * all figures are consistent. One user of the first tenant has {@value #HEAVY} blobs.
 */
final class Population {
    static final int HEAVY = 100_000;

    private static final List<String> FILL = List.of("""
            insert into account (tenant_id, user_id, used)
            select t, overlay(overlay(md5(t || '/' || u) placing '4' from 13) placing '8' from 17)::uuid, 1300
            from unnest(?::text[]) t, generate_series(1, ?) u""", """
            insert into usage (tenant_id, user_id, role, bytes, items)
            select a.tenant_id, a.user_id, r.role, r.bytes, 1 from account a,
              (values ('original', 1000), ('provenance', 300)) r(role, bytes)
            where a.used = 1300""", """
            insert into charge (tenant_id, hash, size, payer_id, role)
            select tenant_id, sha256((tenant_id || user_id)::bytea), 1000, user_id, 'original' from account where used = 1300""", """
            insert into blob_reference (tenant_id, hash, album_id, asset_id, slot, sync_seq, added, user_id, size, at)
            select tenant_id, sha256((tenant_id || user_id)::bytea), user_id, %asset, 'original', 1, true, user_id, 1000,
              now() from account where used = 1300""", """
            insert into asset (tenant_id, album_id, asset_id, trash_seq, trashed)
            select tenant_id, user_id, %asset, 1, false from account where used = 1300""", """
            insert into provenance (tenant_id, user_id, manifest_hash, album_id, asset_id, size)
            select tenant_id, user_id, sha256((tenant_id || user_id)::bytea), user_id, %asset, 300 from account
            where used = 1300""");

    private static final List<String> HEAVY_USER = List.of(
            """
            insert into charge (tenant_id, hash, size, payer_id, role)
            select ?, sha256(('heavy' || i)::bytea), 1, ?::uuid, 'original' from generate_series(1, %d) i""",
            """
            insert into blob_reference (tenant_id, hash, album_id, asset_id, slot, sync_seq, added, user_id, size, at)
            select ?, sha256(('heavy' || i)::bytea), user_id, %asset, 'original', 1, true, user_id, 1, now()
            from generate_series(1, %d) i, (select ?::uuid as user_id) x""",
            "update usage set bytes = bytes + %d, items = items + %d"
                    + " where tenant_id = ? and user_id = ?::uuid and role = 'original'",
            "update account set used = used + %d where tenant_id = ? and user_id = ?::uuid");

    /** An asset id is of version 7: that of the user with another version. */
    private static final String ASSET = "overlay(user_id::text placing '7' from 15)::uuid";

    private final PostgresAdmin server;
    private final int users;

    Population(PostgresAdmin server, int users) {
        this.server = server;
        this.users = users;
    }

    /** Empty accounts, so that reservations find their rows as the bare updates do. */
    static void open(PostgresAdmin server, TenantId tenant, List<UserId> users) throws SQLException {
        try (var c = server.connect("capsule_quota");
                var insert =
                        c.prepareStatement("insert into account (tenant_id, user_id) select ?, unnest(?::uuid[])");
                var vacuum = c.createStatement()) {
            insert.setString(1, tenant.host());
            insert.setArray(
                    2, c.createArrayOf("uuid", users.stream().map(UserId::value).toArray()));
            insert.executeUpdate();
            vacuum.execute("vacuum analyze account");
        }
    }

    static List<String> tenants(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format(Locale.ROOT, "t%04d.localhost", i))
                .toList();
    }

    /** The id of a user, from 1. */
    static String user(String tenant, int number) {
        byte[] hash = md5(tenant + "/" + number);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = (high << 8) | (hash[i] & 0xff);
            low = (low << 8) | (hash[i + 8] & 0xff);
        }
        // version 4, as ids of users are
        return new UUID((high & ~0xf000L) | 0x4000L, (low & ~(0xfL << 60)) | (0x8L << 60)).toString();
    }

    void fill(List<String> tenants) throws SQLException {
        try (var c = server.connect("capsule_quota")) {
            try (var first = c.prepareStatement(FILL.getFirst())) {
                first.setArray(1, c.createArrayOf("text", tenants.toArray()));
                first.setInt(2, users);
                first.executeUpdate();
            }
            try (var statement = c.createStatement()) {
                for (var sql : FILL.subList(1, FILL.size())) {
                    statement.executeUpdate(sql.replace("%asset", ASSET));
                }
            }
            for (var sql : HEAVY_USER) {
                try (var statement = c.prepareStatement(
                        sql.replace("%d", Integer.toString(HEAVY)).replace("%asset", ASSET))) {
                    statement.setString(1, tenants.getFirst());
                    statement.setString(2, user(tenants.getFirst(), 1));
                    statement.executeUpdate();
                }
            }
            try (var statement = c.createStatement()) {
                statement.execute("vacuum analyze");
            }
        }
    }

    /** Not for security: the same function as PostgreSQL's, to name users without asking for them. */
    private static byte[] md5(String text) {
        try {
            return java.security.MessageDigest.getInstance("MD5")
                    .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
