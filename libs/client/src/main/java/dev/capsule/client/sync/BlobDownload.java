package dev.capsule.client.sync;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.failure.ClientReason;
import dev.capsule.client.files.AtomicFile;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.client.keys.ContentKeys;
import dev.capsule.client.library.LibraryPaths;
import dev.capsule.client.upload.Outgoing;
import dev.capsule.protocol.crypto.DecryptionException;
import dev.capsule.protocol.crypto.Secret;
import dev.capsule.protocol.crypto.StreamCipher;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.AssetManifest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.function.LongConsumer;

/**
 * Brings an original in: ciphertext in ranges, going on where an interrupted run stopped; its hash; every tag; the size;
 * the plaintext hash of the sidecar. Constant memory.
 */
final class BlobDownload {
    private static final int RANGE = 4 * 1024 * 1024;
    private static final int ATTEMPTS = 3;

    private final SyncApi api;
    private final LibraryPaths paths;

    BlobDownload(SyncApi api, LibraryPaths paths) {
        this.api = api;
        this.paths = paths;
    }

    /**
     * @param content the latest create or replace of a verified chain
     * @param amk the album key of its epoch
     * @param plaintextHash as the verified sidecar says
     * @param target written whole or not at all
     * @return false if the server no longer has the bytes for us
     * @throws ClientException CIPHERTEXT_HASH_MISMATCH or CORRUPT_ORIGINAL if they are not what was signed
     */
    boolean fetch(AssetManifest content, Secret amk, Sha256 plaintextHash, Path target, LongConsumer received)
            throws IOException {
        var part = paths.incoming().resolve(content.ciphertextHash() + ".part");
        try {
            download(content, part, received);
        } catch (ServerRefusalException e) {
            if (e.status() == 403 || e.status() == 404 || e.status() == 410) {
                return false;
            }
            throw e;
        }
        decrypt(content, amk, plaintextHash, part, target);
        Files.delete(part);
        return true;
    }

    private void download(AssetManifest content, Path part, LongConsumer received) throws IOException {
        long size = StreamCipher.sealedSize(content.plaintextSize());
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            long offset = Files.exists(part) ? Files.size(part) : 0;
            while (offset < size) {
                int length = (int) Math.min(RANGE, size - offset);
                byte[] bytes = api.range(content.ciphertextHash(), offset, length);
                if (bytes.length == 0) {
                    break;
                }
                Files.write(part, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                offset += bytes.length;
                received.accept(bytes.length);
            }
            if (Outgoing.hash(part).equals(content.ciphertextHash())) {
                return;
            }
            Files.delete(part);
        }
        throw new ClientException(
                ClientReason.CIPHERTEXT_HASH_MISMATCH, ClientReason.CIPHERTEXT_HASH_MISMATCH.sentence() + ".");
    }

    private static void decrypt(AssetManifest content, Secret amk, Sha256 plaintextHash, Path part, Path target)
            throws IOException {
        var digest = Sha256.digest();
        var temporary = AtomicFile.temporaryOf(target);
        var cipher = new StreamCipher(ContentKeys.original(amk, content), content.noncePrefix());
        try (var in = new BufferedInputStream(Files.newInputStream(part), StreamCipher.SEALED_CHUNK);
                var out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)), digest)) {
            cipher.open(in, content.plaintextSize(), out);
        } catch (DecryptionException e) {
            Files.deleteIfExists(temporary);
            throw new ClientException(ClientReason.CORRUPT_ORIGINAL, "The original does not decrypt.", e);
        }
        if (!Sha256.of(digest.digest()).equals(plaintextHash)) {
            Files.deleteIfExists(temporary);
            throw new ClientException(ClientReason.CORRUPT_ORIGINAL, ClientReason.CORRUPT_ORIGINAL.sentence() + ".");
        }
        AtomicFile.sync(temporary);
        AtomicFile.publish(temporary, target);
    }
}
