package dev.capsule.ingest.upload;

import static dev.capsule.service.db.Columns.id;
import static dev.capsule.service.db.Columns.optionalId;

import dev.capsule.protocol.id.IntentId;
import dev.capsule.protocol.id.OperationId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UploadId;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.service.db.Columns;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/**
 * A landed session whose manifest was not handed to the gate yet, without the manifest.
 *
 * @param uploader only sessions of one uploader make a bundle
 * @param size bytes
 */
public record LandedBlob(
        UploadId upload,
        UserId uploader,
        Sha256 manifest,
        BlobRole role,
        Sha256 hash,
        long size,
        Optional<IntentId> intent,
        Optional<OperationId> operation) {
    static final String COLUMNS = "upload_id, uploader_id, manifest_hash, role, hash, size, intent_id, operation_id";

    static LandedBlob of(Row row) {
        return new LandedBlob(
                id(row, "upload_id", UploadId::new),
                id(row, "uploader_id", UserId::new),
                Columns.hash(row, "manifest_hash"),
                SessionStore.word(BlobRole.class, Columns.text(row, "role")),
                Columns.hash(row, "hash"),
                Columns.longValue(row, "size"),
                optionalId(row, "intent_id", IntentId::new),
                optionalId(row, "operation_id", OperationId::new));
    }
}
