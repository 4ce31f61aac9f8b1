package dev.capsule.ingest.storage;

import dev.capsule.protocol.id.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Blobs as files. A blob comes into being by a hard link to a flushed staged file, so it is there whole or not at all,
 * and the staged file stays until the database knows of the blob.
 */
public final class FilesystemBlobStore implements BlobStore {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final BlobLayout layout;
    private final BlobDirectories directories;

    public FilesystemBlobStore(Path root) throws IOException {
        layout = new BlobLayout(root.toAbsolutePath());
        directories = new BlobDirectories(layout);
        Files.createDirectories(layout.blobs());
        Files.createDirectories(layout.quarantineDirectory());
        Durable.directory(layout.root());
    }

    @Override
    public void put(Sha256 hash, Path staged) throws IOException {
        Durable.file(staged);
        var target = layout.blob(hash);
        directories.make(hash);
        try {
            Files.createLink(target, staged);
        } catch (FileAlreadyExistsException e) {
            // the same content by its name; a file of another length is not that content
            if (Files.size(target) != Files.size(staged)) {
                throw new IOException("blob " + hash + " is damaged in the store", e);
            }
        } catch (UnsupportedOperationException e) {
            copy(staged, target);
        }
        directories.flush(hash);
    }

    /** For filesystems without hard links: a flushed copy under another name, then a rename. */
    private static void copy(Path staged, Path target) throws IOException {
        var copy = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        Files.copy(staged, copy);
        Durable.file(copy);
        Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public OptionalLong size(Sha256 hash) throws IOException {
        try {
            return OptionalLong.of(Files.size(layout.blob(hash)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public InputStream open(Sha256 hash, long offset) throws IOException {
        var channel = FileChannel.open(layout.blob(hash), StandardOpenOption.READ);
        channel.position(offset);
        return Channels.newInputStream(channel);
    }

    @Override
    public Optional<Path> file(Sha256 hash) {
        var file = layout.blob(hash);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public boolean delete(Sha256 hash) throws IOException {
        boolean deleted = Files.deleteIfExists(layout.blob(hash));
        Files.deleteIfExists(layout.annotations(hash));
        return deleted;
    }

    /** Rewritten whole under another name and renamed, so that a crash never leaves half a manifest. */
    @Override
    public boolean annotate(Sha256 hash, byte[] manifest) throws IOException {
        byte[] kept = annotations(hash);
        var all = Annotations.with(kept, manifest);
        if (all.isPresent() && all.get().length > kept.length) {
            var file = layout.annotations(hash);
            var next = file.resolveSibling(file.getFileName() + ".tmp");
            Files.write(next, all.get());
            Durable.file(next);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            Durable.directory(Objects.requireNonNull(file.getParent()));
        }
        return all.isPresent();
    }

    @Override
    public byte[] annotations(Sha256 hash) throws IOException {
        try {
            return Files.readAllBytes(layout.annotations(hash));
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** The reason first: a crash in between leaves a note without a file, never a file without a note. */
    @Override
    public void quarantine(QuarantineReason reason) throws IOException {
        var note = layout.quarantineReason(reason.hash());
        Files.writeString(note, reason.json());
        Durable.file(note);
        try {
            Files.move(layout.blob(reason.hash()), layout.quarantined(reason.hash()), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return; // moved by an earlier attempt
        }
        Durable.directory(layout.quarantineDirectory());
    }

    @Override
    public void forEach(BiConsumer<Sha256, Long> visitor) throws IOException {
        try (var paths = Files.walk(layout.blobs(), 3)) {
            var files = paths.filter(
                            path -> HASH.matcher(path.getFileName().toString()).matches())
                    .iterator();
            while (files.hasNext()) {
                var file = files.next();
                long storedAt;
                try {
                    storedAt = Files.getLastModifiedTime(file).toMillis();
                } catch (NoSuchFileException e) {
                    continue; // deleted while we walked
                }
                visitor.accept(Sha256.parse(file.getFileName().toString()), storedAt);
            }
        }
    }

    /** Nothing to do: a link is there or not, and a copy for want of links has a name nobody reads. */
    @Override
    public void discardHalfDone(Sha256 hash, Instant before) {}
}
