package dev.capsule.client.library;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.files.Sqlite;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.ContentType;
import dev.capsule.protocol.manifest.WireEnum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The list of assets in {@code index/library.sqlite}: a cache of the media files, rebuilt from them at will. */
final class AssetIndex implements AutoCloseable {
    private static final String SCHEMA = """
            CREATE TABLE IF NOT EXISTS asset (
              asset_id TEXT PRIMARY KEY,
              album_id TEXT NOT NULL,
              state TEXT NOT NULL,
              content_type TEXT NOT NULL,
              size INTEGER NOT NULL,
              plaintext_hash TEXT NOT NULL,
              captured TEXT NOT NULL,
              head TEXT NOT NULL)""";
    private static final String BY_HASH =
            "CREATE INDEX IF NOT EXISTS asset_by_plaintext ON asset (album_id, plaintext_hash)";

    private final Sqlite database;
    private final LibraryPaths paths;

    AssetIndex(LibraryPaths paths) {
        this.paths = paths;
        this.database = Sqlite.open(paths.index(), SCHEMA, BY_HASH);
    }

    void put(LibraryAsset asset) {
        database.run(
                "INSERT OR REPLACE INTO asset VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                asset.id().toString(),
                asset.album().toString(),
                asset.state().name(),
                asset.contentType().wireName(),
                asset.size(),
                asset.plaintextHash().hex(),
                asset.captured().toString(),
                asset.head().hex());
    }

    Optional<LibraryAsset> find(AssetId id) {
        return database.one("SELECT * FROM asset WHERE asset_id = ?", this::read, id.toString());
    }

    List<LibraryAsset> all() {
        return database.query("SELECT * FROM asset ORDER BY captured, asset_id", this::read);
    }

    Optional<LibraryAsset> findByContent(AlbumId album, Sha256 plaintextHash) {
        return database.one(
                "SELECT * FROM asset WHERE album_id = ? AND plaintext_hash = ? AND state <> 'PURGED'",
                this::read,
                album.toString(),
                plaintextHash.hex());
    }

    void replaceAll(List<LibraryAsset> assets) {
        database.transaction(() -> {
            database.run("DELETE FROM asset");
            assets.forEach(this::put);
            return assets.size();
        });
    }

    private LibraryAsset read(ResultSet row) throws SQLException {
        try {
            var id = AssetId.parse(row.getString("asset_id"));
            var type = WireEnum.find(ContentType.class, row.getString("content_type"))
                    .orElseThrow(() -> new IllegalArgumentException("an unknown content type"));
            var captured = Timestamp.parse(row.getString("captured"));
            var state = LibraryAsset.State.valueOf(row.getString("state"));
            return new LibraryAsset(
                    id,
                    AlbumId.parse(row.getString("album_id")),
                    state,
                    type,
                    row.getLong("size"),
                    Sha256.parse(row.getString("plaintext_hash")),
                    captured,
                    Sha256.parse(row.getString("head")),
                    existing(original(id, type, captured, state)));
        } catch (IllegalArgumentException e) {
            throw new ClientException(
                    "INDEX_DAMAGED", "The index of the library is damaged; remove the index folder to rebuild it.", e);
        }
    }

    private Path original(AssetId id, ContentType type, Timestamp captured, LibraryAsset.State state) {
        String name = LibraryPaths.original(id, type);
        return switch (state) {
            case LIVE, PURGED -> paths.bucket(captured).resolve(name);
            case TRASHED -> paths.trash().resolve(name);
        };
    }

    private static Optional<Path> existing(Path file) {
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public void close() {
        database.close();
    }
}
