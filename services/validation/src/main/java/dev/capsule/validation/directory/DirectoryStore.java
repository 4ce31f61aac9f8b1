package dev.capsule.validation.directory;

import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.directory.DeviceDirectory;
import dev.capsule.protocol.directory.DeviceEntry;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The tables of directories and their devices. */
public final class DirectoryStore {
    private static final String LATEST =
            "select version, body from directory where tenant_id = $1 and user_id = $2 order by version desc limit 1";
    private static final String DEVICES = """
            insert into device (tenant_id, user_id, device_id, ed25519_key, ml_dsa_65_key, added_at, revoked_at)
            select $1, $2, * from unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::timestamptz[], $7::timestamptz[])
            on conflict (tenant_id, user_id, device_id) do update set revoked_at = excluded.revoked_at
            """;

    private DirectoryStore() {}

    /** One publish of a user at a time, until the transaction ends. */
    static void lock(Tx tx, TenantId tenant, UserId user) {
        tx.list(
                "select pg_advisory_xact_lock(hashtextextended($1, 0))",
                Function.identity(),
                "directory/" + tenant + "/" + user);
    }

    /** As signed, the latest version. */
    static Optional<Latest> latest(Tx tx, TenantId tenant, UserId user) {
        return tx.one(
                LATEST,
                row -> new Latest(Columns.longValue(row, "version"), Columns.byteString(row, "body")),
                tenant,
                user);
    }

    record Latest(long version, Bytes body) {
        DeviceDirectory decode() {
            return DeviceDirectory.decode(body.toArray());
        }
    }

    static void insert(Tx tx, TenantId tenant, DeviceDirectory directory, Timestamp now) {
        tx.update(
                "insert into directory (tenant_id, user_id, version, hash, body, received_at)"
                        + " values ($1, $2, $3, $4, $5, $6)",
                tenant,
                directory.user(),
                directory.version(),
                directory.hash(),
                directory.encoded(),
                now);
        List<DeviceEntry> devices = directory.devices();
        tx.update(
                DEVICES,
                tenant,
                directory.user(),
                devices.stream().map(DeviceEntry::deviceId).toArray(DeviceId[]::new),
                devices.stream().map(entry -> entry.signingKey().ed25519()).toArray(Bytes[]::new),
                devices.stream().map(entry -> entry.signingKey().mlDsa65()).toArray(Bytes[]::new),
                devices.stream().map(entry -> entry.addedAt().instant()).toArray(Instant[]::new),
                devices.stream()
                        .map(entry -> entry.revokedAt().map(Timestamp::instant).orElse(null))
                        .toArray(Instant[]::new));
    }

    /** The keys of the devices of a user that are not revoked by then. */
    public static List<HybridPublicKey> activeKeys(Tx tx, TenantId tenant, UserId user, Timestamp now) {
        return tx.list(
                "select ed25519_key, ml_dsa_65_key from device where tenant_id = $1 and user_id = $2"
                        + " and (revoked_at is null or revoked_at > $3) order by added_at desc, device_id",
                row -> new HybridPublicKey(
                        Columns.byteString(row, "ed25519_key"), Columns.byteString(row, "ml_dsa_65_key")),
                tenant,
                user,
                now);
    }

    /** Whether moderation has suspended the account. */
    public static boolean isSuspended(Tx tx, TenantId tenant, UserId user) {
        return tx.one(
                        "select 1 as one from suspended_user where tenant_id = $1 and user_id = $2",
                        row -> true,
                        tenant,
                        user)
                .isPresent();
    }
}
