package dev.capsule.ingest.landing;

import dev.capsule.ingest.storage.Staging;
import dev.capsule.ingest.upload.Session;
import dev.capsule.protocol.id.Bytes;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.manifest.BlobRole;
import dev.capsule.protocol.metadata.MetadataBlob;
import dev.capsule.protocol.reason.ReasonCode;
import dev.capsule.protocol.reason.RefusalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The staged file of a complete upload, verified: size (13), hash (14), envelope of a metadata blob (25).
 *
 * @param path of a file nobody can write to any more
 */
record StagedFile(Path path) {
    private static final int BUFFER = 1024 * 1024;

    /**
     * @param digest state of the whole hash, if this process saw every byte
     * @throws RefusalException FINAL_SIZE_MISMATCH, CIPHERTEXT_HASH_MISMATCH, METADATA_BLOB_MALFORMED
     * @throws java.nio.file.NoSuchFileException if nothing is staged
     */
    static StagedFile verify(Session session, Staging staging, @Nullable MessageDigest digest) throws IOException {
        var bin = staging.bin(session.id());
        if (Files.size(bin) != session.size()) {
            throw new RefusalException(ReasonCode.FINAL_SIZE_MISMATCH);
        }
        var file = session.progress().takenOver() ? staging.newPart(session.id()) : bin;
        var hash = session.progress().takenOver()
                ? copy(bin, file)
                : digest != null ? Sha256.of(digest.digest()) : read(bin);
        if (!hash.equals(session.content().hash())) {
            throw new RefusalException(ReasonCode.CIPHERTEXT_HASH_MISMATCH);
        }
        if (session.content().role() == BlobRole.METADATA) {
            new MetadataBlob(Bytes.of(Files.readAllBytes(file)))
                    .requireSuite(session.content().suite());
        }
        return new StagedFile(file);
    }

    private static Sha256 read(Path file) throws IOException {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            return hash(in, null);
        }
    }

    /** Another process may still hold the old file open; the copy is out of its reach. */
    private static Sha256 copy(Path from, Path to) throws IOException {
        try (var in = FileChannel.open(from, StandardOpenOption.READ);
                var out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            return hash(in, out);
        }
    }

    private static Sha256 hash(FileChannel in, @Nullable FileChannel out) throws IOException {
        var digest = Sha256.digest();
        var buffer = ByteBuffer.allocate(BUFFER);
        while (in.read(buffer) >= 0) {
            digest.update(buffer.flip());
            buffer.rewind();
            while (out != null && buffer.hasRemaining()) {
                out.write(buffer);
            }
            buffer.clear();
        }
        return Sha256.of(digest.digest());
    }
}
