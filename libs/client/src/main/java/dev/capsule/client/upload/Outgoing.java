package dev.capsule.client.upload;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.files.AtomicFile;
import dev.capsule.client.keys.ContentKeys;
import dev.capsule.client.library.LibraryPaths;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.AssetManifest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;

/**
 * Ciphertext files waiting to be sent. Encryption is deterministic in key and nonce prefix, so a file that was lost is
 * made again, byte for byte, from the same plaintext.
 */
public final class Outgoing {
    private final LibraryPaths paths;

    public Outgoing(LibraryPaths paths) {
        this.paths = paths;
    }

    /** What encryption found out. */
    public record Sealed(Sha256 ciphertextHash, Sha256 plaintextHash, long plaintextSize) {}

    public Path file(AssetId asset) {
        return paths.outgoing().resolve(asset + ".bin");
    }

    /** Encrypts in constant memory. The prefix is fresh, or the one recorded for this very plaintext. */
    public Sealed seal(AssetId asset, Path source, Secret amk, Bytes noncePrefix) throws IOException {
        var key = ContentKeys.file(amk, asset, noncePrefix);
        var target = file(asset);
        var temporary = AtomicFile.temporaryOf(target);
        var plain = Sha256.digest();
        var cipher = Sha256.digest();
        long size;
        try (var in = new DigestInputStream(new BufferedInputStream(Files.newInputStream(source)), plain);
                OutputStream out = new DigestOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(temporary), StreamCipher.SEALED_CHUNK),
                        cipher)) {
            size = new StreamCipher(key, noncePrefix).seal(in, out);
        }
        AtomicFile.publish(temporary, target);
        return new Sealed(Sha256.of(cipher.digest()), Sha256.of(plain.digest()), size);
    }

    /**
     * The ciphertext the manifest names: the file if it is whole, else made again.
     *
     * @throws ClientException SOURCE_GONE or SOURCE_CHANGED if it can't be made again
     */
    public Path restore(StagedAsset staged, Secret amk) throws IOException {
        AssetManifest manifest = staged.manifest();
        var file = file(manifest.assetId());
        if (Files.exists(file) && hash(file).equals(manifest.ciphertextHash())) {
            return file;
        }
        var source = Path.of(staged.source());
        if (!Files.isRegularFile(source)) {
            throw new ClientException("SOURCE_GONE", "The file is gone, and its upload was not finished.");
        }
        var sealed = seal(manifest.assetId(), source, amk, manifest.noncePrefix());
        if (!sealed.ciphertextHash().equals(manifest.ciphertextHash())) {
            discard(manifest.assetId());
            throw new ClientException("SOURCE_CHANGED", "The file changed before its upload was finished.");
        }
        return file;
    }

    public void discard(AssetId asset) throws IOException {
        Files.deleteIfExists(file(asset));
        Files.deleteIfExists(AtomicFile.temporaryOf(file(asset)));
    }

    public static Sha256 hash(Path file) throws IOException {
        var digest = Sha256.digest();
        byte[] buffer = new byte[256 * 1024];
        try (var in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Sha256.of(digest.digest());
    }
}
