package dev.capsule.ingest.storage;

import dev.capsule.protocol.id.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Objects;

/**
 * The two levels of directories that blobs lie in. They are made without flushing, and flushed from below once the blob is
 * linked: most file systems write all that came before with the first flush, where flushing each new directory first made
 * a blob wait for the disk three times.
 */
final class BlobDirectories {
    private static final int ALL = 1 << 16;

    private final BlobLayout layout;
    /** Lower directories this process has seen flushed with all that is above them, by the first two bytes of their hashes. */
    private final BitSet known = new BitSet(ALL);

    BlobDirectories(BlobLayout layout) {
        this.layout = layout;
    }

    void make(Sha256 hash) throws IOException {
        Files.createDirectories(directory(hash));
    }

    /** Flushes the name of the blob, and of every directory above it that may be new: another process may have made it. */
    void flush(Sha256 hash) throws IOException {
        var directory = directory(hash);
        Durable.directory(directory);
        if (!isKnown(hash)) {
            Durable.directory(Objects.requireNonNull(directory.getParent()));
            Durable.directory(layout.blobs());
            remember(hash);
        }
    }

    private Path directory(Sha256 hash) {
        return Objects.requireNonNull(layout.blob(hash).getParent());
    }

    private synchronized boolean isKnown(Sha256 hash) {
        return known.get(index(hash));
    }

    private synchronized void remember(Sha256 hash) {
        known.set(index(hash));
    }

    private static int index(Sha256 hash) {
        return Integer.parseInt(hash.hex().substring(0, 4), 16);
    }
}
