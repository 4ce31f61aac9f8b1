package dev.capsule.client.library;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.id.UserId;
import dev.capsule.protocol.manifest.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Where things lie below the root of a library (client-invariants 2). */
public record LibraryPaths(Path root) {
    public LibraryPaths {
        root = root.toAbsolutePath().normalize();
    }

    public Path media() {
        return root.resolve("media");
    }

    public Path keys() {
        return root.resolve("keys");
    }

    public Path index() {
        return root.resolve("index").resolve("library.sqlite");
    }

    public Path control() {
        return root.resolve(".library");
    }

    public Path lock() {
        return control().resolve("lock");
    }

    public Path version() {
        return control().resolve("version");
    }

    public Path config() {
        return control().resolve("config");
    }

    /** High-water marks and the cursor; outside the rebuildable index on purpose. */
    public Path state() {
        return control().resolve("state.cbor");
    }

    /** What is being uploaded; not rebuildable. */
    public Path journal() {
        return control().resolve("journal.sqlite");
    }

    public Path audit() {
        return control().resolve("audit.log");
    }

    public Path quarantine() {
        return control().resolve("quarantine");
    }

    public Path trash() {
        return control().resolve("trash");
    }

    public Path transactions() {
        return control().resolve("txn");
    }

    /** Ciphertext on its way in. */
    public Path incoming() {
        return control().resolve("incoming");
    }

    /** Ciphertext on its way out. */
    public Path outgoing() {
        return control().resolve("outgoing");
    }

    /** The pinned directory of a user. */
    public Path directory(UserId user) {
        return control().resolve("directories").resolve(user + ".cbor");
    }

    /** The pinned epoch ledger of an album. */
    public Path ledger(AlbumId album) {
        return control().resolve("albums").resolve(album + ".cbor");
    }

    /** An album creation the server has not confirmed. */
    public Path pendingAlbum(AlbumId album) {
        return control().resolve("pending").resolve("album-" + album + ".cbor");
    }

    /** {@code media/YYYY/YYYY-MM} of the capture time, in UTC. */
    public Path bucket(Timestamp capture) {
        var time = capture.instant().atOffset(ZoneOffset.UTC);
        return media().resolve(String.format(Locale.ROOT, "%04d", time.getYear()))
                .resolve(String.format(Locale.ROOT, "%04d-%02d", time.getYear(), time.getMonthValue()));
    }

    static String original(AssetId asset, ContentType type) {
        return asset + "." + extension(type);
    }

    static String sidecar(AssetId asset) {
        return asset + ".cbor";
    }

    static String provenance(AssetId asset) {
        return asset + ".provenance.cbor";
    }

    static String extension(ContentType type) {
        return switch (type) {
            case JPEG -> "jpg";
            case PNG -> "png";
            case HEIC -> "heic";
            case WEBP -> "webp";
            case MP4 -> "mp4";
            case OCTET_STREAM -> "bin";
        };
    }

    void create() throws IOException {
        for (var directory : List.of(
                media(),
                root.resolve("index"),
                control(),
                quarantine(),
                trash(),
                transactions(),
                incoming(),
                outgoing(),
                control().resolve("directories"),
                control().resolve("albums"),
                control().resolve("pending"))) {
            Files.createDirectories(directory);
        }
    }
}
