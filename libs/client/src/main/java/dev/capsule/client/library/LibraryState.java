package dev.capsule.client.library;

import dev.capsule.client.failure.ClientException;
import dev.capsule.client.files.AtomicFile;
import dev.capsule.protocol.cbor.Cbor;
import dev.capsule.protocol.cbor.CborException;
import dev.capsule.protocol.cbor.CborLimits;
import dev.capsule.protocol.cbor.CborMap;
import dev.capsule.protocol.cbor.CborMapBuilder;
import dev.capsule.protocol.id.AlbumId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What must never go backwards, in {@code .library/state.cbor}: the sync cursor, per album the highest applied
 * sync_seq and epoch, per user the highest directory seen (client-invariants 11 and 12). Losing it would only weaken
 * the protection against rewinds, so it is kept apart from the rebuildable index.
 */
public final class LibraryState {
    private static final CborLimits LIMITS = new CborLimits(64 * 1024 * 1024, 4, 1_000_000);

    private final Path file;
    private Optional<String> cursor = Optional.empty();
    private final Map<AlbumId, AlbumMark> albums = new HashMap<>();
    private final Map<UserId, DirectoryMark> directories = new HashMap<>();

    /**
     * How far an album is applied.
     *
     * @param epoch the highest epoch of an applied record, 0 before the first
     */
    public record AlbumMark(long syncSeq, long epoch) {
        public static final AlbumMark NONE = new AlbumMark(0, 0);
    }

    /** The newest directory of a user. */
    public record DirectoryMark(long version, Sha256 hash) {}

    private LibraryState(Path file) {
        this.file = file;
    }

    /** @throws ClientException STATE_DAMAGED; the file is never silently started over */
    static LibraryState load(Path file) {
        var state = new LibraryState(file);
        if (!Files.exists(file)) {
            return state;
        }
        try {
            state.read(CborMap.decode(Files.readAllBytes(file), LIMITS));
            return state;
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        } catch (CborException | IllegalArgumentException e) {
            throw new ClientException(
                    "STATE_DAMAGED",
                    "The file " + file + " is damaged; it protects against a server that goes back in time. Remove it"
                            + " only if you accept that.",
                    e);
        }
    }

    private void read(CborMap map) {
        cursor = map.optional(1, (m, key) -> m.text(key, 1024 * 1024));
        for (Cbor item : map.array(2, LIMITS.items())) {
            var entry = CborMap.of(item);
            albums.put(
                    entry.id(0, AlbumId::of),
                    new AlbumMark(entry.uint(1, Long.MAX_VALUE), entry.uint(2, 0xffff_ffffL)));
        }
        for (Cbor item : map.array(3, LIMITS.items())) {
            var entry = CborMap.of(item);
            directories.put(entry.id(0, UserId::of), new DirectoryMark(entry.uint(1, Long.MAX_VALUE), entry.hash(2)));
        }
    }

    private void save() {
        var albumItems = albums.entrySet().stream()
                .sorted(Comparator.comparing(e -> e.getKey().value()))
                .map(e -> (Cbor) new CborMapBuilder()
                        .put(0, e.getKey())
                        .put(1, e.getValue().syncSeq())
                        .put(2, e.getValue().epoch())
                        .build())
                .toList();
        var directoryItems = directories.entrySet().stream()
                .sorted(Comparator.comparing(e -> e.getKey().value()))
                .map(e -> (Cbor) new CborMapBuilder()
                        .put(0, e.getKey())
                        .put(1, e.getValue().version())
                        .put(2, e.getValue().hash())
                        .build())
                .toList();
        byte[] content = new CborMapBuilder()
                .put(0, 1)
                .put(1, cursor.orElse(null))
                .put(2, Cbor.array(albumItems))
                .put(3, Cbor.array(directoryItems))
                .encode();
        try {
            AtomicFile.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    public synchronized Optional<String> cursor() {
        return cursor;
    }

    public synchronized AlbumMark album(AlbumId album) {
        return albums.getOrDefault(album, AlbumMark.NONE);
    }

    public synchronized Optional<DirectoryMark> directory(UserId user) {
        return Optional.ofNullable(directories.get(user));
    }

    /** Records an applied page. Marks only rise. */
    public synchronized void applied(Optional<String> newCursor, Map<AlbumId, AlbumMark> marks) {
        newCursor.ifPresent(c -> cursor = Optional.of(c));
        marks.forEach((album, mark) -> albums.merge(
                album,
                mark,
                (a, b) -> new AlbumMark(Math.max(a.syncSeq(), b.syncSeq()), Math.max(a.epoch(), b.epoch()))));
        save();
    }

    public synchronized void directory(UserId user, DirectoryMark mark) {
        directories.put(user, mark);
        save();
    }

    /** Starts the feed over, for a server that no longer knows the cursor. The marks stay. */
    public synchronized void forgetCursor() {
        cursor = Optional.empty();
        save();
    }
}
