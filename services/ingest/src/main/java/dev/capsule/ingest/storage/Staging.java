package dev.capsule.ingest.storage;

import dev.capsule.protocol.id.UploadId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The staging area {@code incoming/}: {@code <upload_id>.bin} holds the acknowledged bytes of an upload, {@code
 * <upload_id>_<n>.part} those of one request that races another (wire-formats 12). Only ids become names.
 */
public final class Staging {
    private static final Pattern NAME =
            Pattern.compile("([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})(_[0-9]+\\.part|\\.bin)");

    private static final Logger LOG = Logger.getLogger(Staging.class);

    private final Path incoming;
    private final boolean pastCache;

    /** @param pastCache whether large writes may go past the page cache, if the file system has that */
    public Staging(Path root, boolean pastCache) throws IOException {
        incoming = root.toAbsolutePath().resolve("incoming");
        Files.createDirectories(incoming);
        this.pastCache = pastCache && StagedWriter.canGoPastCache(incoming);
    }

    /** For a file of this area; it is made if it does not exist. */
    public StagedWriter writer(Path file) {
        return new StagedWriter(file, pastCache);
    }

    /** The file the upload's bytes are assembled in. */
    public Path bin(UploadId upload) {
        return incoming.resolve(upload + ".bin");
    }

    /** Bytes of the upload that lie in this staging area; 0 if none do. */
    public long staged(UploadId upload) throws IOException {
        try {
            return Files.size(bin(upload));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** A new name for a part: unique among all processes that share the root. */
    public Path newPart(UploadId upload) {
        long number = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        return incoming.resolve(upload + "_" + number + ".part");
    }

    /** Removes everything an upload has staged. */
    public void discard(UploadId upload) throws IOException {
        Files.deleteIfExists(bin(upload));
        try (var parts = Files.newDirectoryStream(incoming, upload + "_*.part")) {
            for (var part : parts) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** Like {@link #discard} where a failure must not matter: the debris sweep takes what is left. */
    public void discardQuietly(UploadId upload) {
        try {
            discard(upload);
        } catch (IOException e) {
            left(upload, e);
        }
    }

    /**
     * Removes the assembled file and spares the look at everything else that is staged: parts are removed by the requests
     * that made them.
     */
    public void discardWholeQuietly(UploadId upload) {
        try {
            Files.deleteIfExists(bin(upload));
        } catch (IOException e) {
            left(upload, e);
        }
    }

    private static void left(UploadId upload, IOException e) {
        LOG.warnf(e, "upload %s: staged files left for the sweep", upload);
    }

    /** Calls with every upload that has staged something and the epoch milliseconds of its last change. */
    public void forEach(BiConsumer<UploadId, Long> visitor) throws IOException {
        try (var files = Files.newDirectoryStream(incoming)) {
            for (var file : files) {
                var upload = uploadOf(file);
                if (upload.isPresent()) {
                    try {
                        visitor.accept(
                                upload.get(), Files.getLastModifiedTime(file).toMillis());
                    } catch (NoSuchFileException e) {
                        LOG.debugf("%s is gone while we walked", file);
                    }
                }
            }
        }
    }

    private static Optional<UploadId> uploadOf(Path file) {
        var matcher = NAME.matcher(file.getFileName().toString());
        try {
            return matcher.matches() ? Optional.of(UploadId.parse(matcher.group(1))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
