package dev.capsule.validation.upgrade;

import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.album.UpgradeIntent;
import dev.capsule.protocol.crypto.HybridPublicKey;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.DeviceId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.service.db.Columns;
import dev.capsule.service.db.Tx;
import dev.capsule.validation.gate.Situation;
import java.util.List;
import java.util.Optional;

/** The upgrade columns of the album row, and what the ceremony reads. */
public final class UpgradeStore {
    private static final String STATE = """
            select a.pin, s.frozen, s.upgrade_intent, s.upgrade_to, s.upgrade_deadline, s.frozen_state_hash, s.fork
            from album_state s join album a on a.tenant_id = s.tenant_id and a.album_id = s.album_id
            where s.tenant_id = $1 and s.album_id = $2
            """;

    private UpgradeStore() {}

    public static Optional<UpgradeState> state(Tx tx, TenantId tenant, AlbumId album) {
        return tx.one(
                STATE,
                row -> new UpgradeState(
                        Columns.text(row, "pin"),
                        Columns.optionalId(row, "upgrade_intent", IntentId::new)
                                .map(intent -> new UpgradeState.Pending(
                                        intent,
                                        Columns.text(row, "upgrade_to"),
                                        Columns.instant(row, "upgrade_deadline"))),
                        Columns.bool(row, "frozen"),
                        Columns.optionalHash(row, "frozen_state_hash"),
                        Columns.optionalId(row, "fork", AlbumId::new)),
                tenant,
                album);
    }

    static void begin(Tx tx, TenantId tenant, UpgradeIntent intent) {
        tx.update(
                "update album_state set upgrade_intent = $3, upgrade_to = $4, upgrade_deadline = $5"
                        + " where tenant_id = $1 and album_id = $2",
                tenant,
                intent.albumId(),
                intent.intentId(),
                intent.toVersion(),
                intent.deadline());
    }

    public static void freeze(Tx tx, TenantId tenant, AlbumId album, Sha256 frozenStateHash) {
        tx.update(
                "update album_state set frozen = true, frozen_state_hash = $3 where tenant_id = $1 and album_id = $2",
                tenant,
                album,
                frozenStateHash);
    }

    /** Ties both albums together. */
    public static void fork(Tx tx, TenantId tenant, AlbumId old, AlbumId fork) {
        tx.update("update album_state set fork = $3 where tenant_id = $1 and album_id = $2", tenant, old, fork);
        tx.update("update album_state set forked_from = $3 where tenant_id = $1 and album_id = $2", tenant, fork, old);
    }

    /** Every accepted manifest of the album, assets and derivatives, in the order of the feed. */
    public static List<Sha256> accepted(Tx tx, TenantId tenant, AlbumId album) {
        return tx.list(
                "select manifest_hash from manifest where tenant_id = $1 and album_id = $2 order by sync_seq",
                row -> Columns.hash(row, "manifest_hash"),
                tenant,
                album);
    }

    static Optional<MemberRole> role(Tx tx, TenantId tenant, AlbumId album, UserId user) {
        return tx.one(
                "select role from album_member where tenant_id = $1 and album_id = $2 and user_id = $3",
                row -> WireEnum.find(MemberRole.class, Columns.text(row, "role"))
                        .orElseThrow(),
                tenant,
                album,
                user);
    }

    static Optional<Situation.Device> device(Tx tx, TenantId tenant, UserId user, DeviceId device) {
        return tx.one(
                "select * from device where tenant_id = $1 and user_id = $2 and device_id = $3",
                row -> new Situation.Device(
                        new HybridPublicKey(
                                Columns.byteString(row, "ed25519_key"), Columns.byteString(row, "ml_dsa_65_key")),
                        new Timestamp(Columns.instant(row, "added_at")),
                        Columns.optionalInstant(row, "revoked_at").map(Timestamp::new)),
                tenant,
                user,
                device);
    }
}
