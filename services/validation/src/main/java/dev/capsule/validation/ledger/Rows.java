package dev.capsule.validation.ledger;

import static dev.capsule.service.db.Columns.bool;
import static dev.capsule.service.db.Columns.bytes;
import static dev.capsule.service.db.Columns.hash;
import static dev.capsule.service.db.Columns.id;
import static dev.capsule.service.db.Columns.instant;
import static dev.capsule.service.db.Columns.longValue;
import static dev.capsule.service.db.Columns.optionalBytes;
import static dev.capsule.service.db.Columns.optionalHash;
import static dev.capsule.service.db.Columns.optionalId;
import static dev.capsule.service.db.Columns.optionalInstant;
import static dev.capsule.service.db.Columns.optionalText;
import static dev.capsule.service.db.Columns.text;

import dev.capsule.protocol.album.MemberRole;
import dev.capsule.protocol.event.ChangeKind;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.TenantId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.AssetManifest;
import dev.capsule.protocol.manifest.WireEnum;
import dev.capsule.validation.gate.AssetState;
import dev.capsule.validation.gate.Receipt;
import dev.capsule.validation.gate.Situation;
import dev.capsule.validation.transparency.MerkleFrontier;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/** Rows of the ledger's tables as its records. */
final class Rows {
    private Rows() {}

    static AlbumKey albumKey(Row row) {
        return new AlbumKey(tenant(row), id(row, "album_id", AlbumId::new));
    }

    static AlbumRow album(Row row) {
        var upgrade = optionalId(row, "upgrade_intent", IntentId::new)
                .map(intent -> new Situation.Upgrade(intent, instant(row, "upgrade_deadline")));
        return new AlbumRow(
                albumKey(row),
                text(row, "pin"),
                optionalText(row, "home"),
                longValue(row, "ceiling"),
                longValue(row, "min_write_epoch"),
                longValue(row, "highest_epoch"),
                longValue(row, "sync_seq"),
                bool(row, "frozen"),
                upgrade,
                optionalId(row, "forked_from", AlbumId::new),
                MerkleFrontier.decode(longValue(row, "log_size"), bytes(row, "log_frontier")));
    }

    static Workspace.UserKey user(Row row) {
        return new Workspace.UserKey(tenant(row), id(row, "user_id", UserId::new));
    }

    static Workspace.MemberKey member(Row row) {
        return new Workspace.MemberKey(albumKey(row), id(row, "user_id", UserId::new));
    }

    static MemberRole role(Row row) {
        return WireEnum.find(MemberRole.class, text(row, "role")).orElseThrow();
    }

    static AssetRow asset(Row row) {
        return new AssetRow(
                assetKey(row),
                id(row, "album_id", AlbumId::new),
                AssetState.ofWord(text(row, "state")),
                hash(row, "head"),
                hash(row, "content"),
                hash(row, "metadata"),
                blob(row, "original_blob", "original_size"),
                blob(row, "metadata_blob", "metadata_size"),
                optionalInstant(row, "retention_until"),
                longValue(row, "sync_seq"),
                WireEnum.find(ChangeKind.class, text(row, "change")).orElseThrow(),
                new Timestamp(instant(row, "changed_at")));
    }

    /** Stored only after it was decoded once. */
    static Optional<AssetManifest> content(Row row) {
        return optionalBytes(row, "content_body").map(AssetManifest::decode);
    }

    static Step step(Row row) {
        return new Step(new ChainKey(assetKey(row), text(row, "chain")), optionalHash(row, "prior_hash"));
    }

    static Receipt receipt(Row row) {
        return new Receipt(
                hash(row, "manifest_hash"), longValue(row, "sync_seq"), new Timestamp(instant(row, "received_at")));
    }

    static ChainKey derivativeChain(Row row) {
        return new ChainKey(assetKey(row), text(row, "role"));
    }

    static DerivativeRow derivative(Row row) {
        var slot = new DerivativeRow.Slot(assetKey(row), text(row, "role"), text(row, "format"), text(row, "model_id"));
        return new DerivativeRow(slot, hash(row, "manifest_hash"), blob(row, "blob", "size"));
    }

    static Workspace.OperationKey operation(Row row) {
        return new Workspace.OperationKey(user(row), id(row, "operation_id", OperationId::new));
    }

    private static Optional<StoredBlob> blob(Row row, String hash, String size) {
        return optionalHash(row, hash).map(found -> new StoredBlob(found, longValue(row, size)));
    }

    private static AssetKey assetKey(Row row) {
        return new AssetKey(tenant(row), id(row, "asset_id", AssetId::new));
    }

    private static TenantId tenant(Row row) {
        return new TenantId(text(row, "tenant_id"));
    }
}
