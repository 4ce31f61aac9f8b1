package dev.capsule.client.library;

import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import dev.capsule.protocol.manifest.ContentType;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An asset as the library knows it.
 *
 * @param size bytes of plaintext
 * @param plaintextHash SHA-256 of the original
 * @param head hash of the newest manifest applied here
 * @param original the decrypted file, if this device keeps one
 */
public record LibraryAsset(
        AssetId id,
        AlbumId album,
        State state,
        ContentType contentType,
        long size,
        Sha256 plaintextHash,
        Timestamp captured,
        Sha256 head,
        Optional<Path> original) {

    /** Where an asset stands. */
    public enum State {
        LIVE,
        TRASHED,
        PURGED
    }
}
