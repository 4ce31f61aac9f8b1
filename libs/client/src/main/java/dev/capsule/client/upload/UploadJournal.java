package dev.capsule.client.upload;

import dev.capsule.client.files.Sqlite;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What this device has set out to upload, in {@code .library/journal.sqlite}. A row is durable before its first byte is
 * sent, because a retry must send the very same signed bytes (wire-formats 0.4).
 */
public final class UploadJournal implements AutoCloseable {
    private static final String SCHEMA = """
            CREATE TABLE IF NOT EXISTS upload (
              asset_id TEXT PRIMARY KEY,
              album_id TEXT NOT NULL,
              source TEXT NOT NULL,
              size INTEGER NOT NULL,
              modified INTEGER NOT NULL,
              plaintext_hash TEXT NOT NULL,
              status TEXT NOT NULL,
              code TEXT,
              manifest BLOB,
              sidecar BLOB,
              metadata BLOB)""";
    private static final String BY_SOURCE = "CREATE INDEX IF NOT EXISTS upload_by_source ON upload (album_id, source)";
    private static final String BY_HASH =
            "CREATE INDEX IF NOT EXISTS upload_by_hash ON upload (album_id, plaintext_hash)";

    private final Sqlite database;

    /** Where an upload stands. */
    public enum Status {
        /** Signed and on disk; some, all or none of it has been sent. */
        STAGED,
        COMMITTED,
        /** Refused for good; the same file may be imported anew as another asset. */
        FAILED
    }

    /** How many uploads stand where. */
    public record Counts(long staged, long committed, long failed) {}

    private UploadJournal(Sqlite database) {
        this.database = database;
    }

    public static UploadJournal open(Path file) {
        return new UploadJournal(Sqlite.open(file, SCHEMA, BY_SOURCE, BY_HASH));
    }

    public void stage(StagedAsset asset) {
        database.run(
                "INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)",
                asset.id().toString(),
                asset.album().toString(),
                asset.source(),
                asset.sourceSize(),
                asset.sourceModified(),
                asset.plaintextHash().hex(),
                Status.STAGED.name(),
                asset.manifest().encoded().toArray(),
                asset.sidecar().encoded().toArray(),
                asset.metadata().encoded().toArray());
    }

    /** The signed bytes are no longer needed: the library holds them. */
    public void committed(AssetId asset) {
        finish(asset, Status.COMMITTED, null);
    }

    public void failed(AssetId asset, String code) {
        finish(asset, Status.FAILED, code);
    }

    private void finish(AssetId asset, Status status, @org.jspecify.annotations.Nullable String code) {
        database.run(
                "UPDATE upload SET status = ?, code = ?, manifest = NULL, sidecar = NULL, metadata = NULL"
                        + " WHERE asset_id = ?",
                status.name(),
                code,
                asset.toString());
    }

    /** Uploads of an album that an earlier run did not finish, oldest first. */
    public List<StagedAsset> unfinished(AlbumId album) {
        return database.query(
                "SELECT * FROM upload WHERE album_id = ? AND status = 'STAGED' ORDER BY asset_id",
                row -> StagedAsset.of(
                        row.getString("source"),
                        row.getLong("size"),
                        row.getLong("modified"),
                        row.getBytes("manifest"),
                        row.getBytes("sidecar"),
                        row.getBytes("metadata")),
                album.toString());
    }

    /** Whether this very file, unchanged by size and time, is uploaded or on its way. */
    public boolean knowsSource(AlbumId album, String source, long size, long modified) {
        return database.one(
                        "SELECT 1 FROM upload WHERE album_id = ? AND source = ? AND size = ? AND modified = ?"
                                + " AND status <> 'FAILED'",
                        row -> row.getInt(1),
                        album.toString(),
                        source,
                        size,
                        modified)
                .isPresent();
    }

    /** The asset with that content, uploaded or on its way. */
    public Optional<AssetId> findContent(AlbumId album, Sha256 plaintextHash) {
        return database.one(
                "SELECT asset_id FROM upload WHERE album_id = ? AND plaintext_hash = ? AND status <> 'FAILED'",
                row -> AssetId.parse(row.getString(1)),
                album.toString(),
                plaintextHash.hex());
    }

    public Counts counts() {
        return new Counts(count(Status.STAGED), count(Status.COMMITTED), count(Status.FAILED));
    }

    private long count(Status status) {
        return database.one("SELECT count(*) FROM upload WHERE status = ?", row -> row.getLong(1), status.name())
                .orElse(0L);
    }

    @Override
    public void close() {
        database.close();
    }
}
