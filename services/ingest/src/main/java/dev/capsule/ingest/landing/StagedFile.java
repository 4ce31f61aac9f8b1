package dev.capsule.ingest.landing;

import dev.capsule.ingest.storage.Staging;
import dev.capsule.ingest.upload.Session;
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
 * @param copied whether it is a copy, which is removed when this is closed
 */
record StagedFile(Path path, boolean copied) implements AutoCloseable {
    private static final int BUFFER = 1024 * 1024;

    /**
     * The file itself is stored only by the process that wrote all of it, at the first attempt. A flush tells of a failed
     * write once: after an attempt that failed, or may have, the file may look whole and flushed and not be on the disk. So
     * whoever comes later stores a copy, flushed through the very descriptor that wrote it.
     *
     * @param inPlace whether the store makes the file itself the blob
     * @param digest state of the whole hash, if this process saw every byte
     * @throws RefusalException FINAL_SIZE_MISMATCH, CIPHERTEXT_HASH_MISMATCH, METADATA_BLOB_MALFORMED
     * @throws java.nio.file.NoSuchFileException if nothing is staged
     */
    static StagedFile verify(Session session, Staging staging, boolean inPlace, @Nullable MessageDigest digest)
            throws IOException {
        var bin = staging.bin(session.id());
        if (Files.size(bin) != session.size()) {
            throw new RefusalException(ReasonCode.FINAL_SIZE_MISMATCH);
        }
        boolean copied = session.progress().takenOver() || (inPlace && digest == null);
        var file = new StagedFile(copied ? staging.newPart(session.id()) : bin, copied);
        try {
            var hash = copied ? copy(bin, file.path()) : digest != null ? Sha256.of(digest.digest()) : read(bin);
            if (!hash.equals(session.content().hash())) {
                throw new RefusalException(ReasonCode.CIPHERTEXT_HASH_MISMATCH);
            }
            requireEnvelope(session, file.path());
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** @throws RefusalException METADATA_BLOB_MALFORMED if it is to be one and its envelope is not (invariant 25) */
    static void requireEnvelope(Session session, Path file) throws IOException {
        if (session.content().role() == BlobRole.METADATA) {
            try (var in = Files.newInputStream(file)) {
                // no more of it: many of these arrive at once
                byte[] start = in.readNBytes(MetadataBlob.SUITE_BYTES);
                MetadataBlob.requireEnvelope(
                        start, session.size(), session.content().suite());
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (copied) {
            Files.deleteIfExists(path);
        }
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
            var hash = hash(in, out);
            out.force(false);
            return hash;
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
