package dev.capsule.client.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.capsule.client.files.AtomicFile;
import dev.capsule.client.http.Json;
import dev.capsule.client.library.LibraryPaths;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Entries that wait for a key, in {@code .library/pending}: tried again by every sync, surfaced after a day. */
final class HeldEntries {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".held.json";

    private final Path directory;
    private final Clock clock;

    HeldEntries(LibraryPaths paths, Clock clock) {
        this.directory = paths.control().resolve("pending");
        this.clock = clock;
    }

    /** @param since when it was first held */
    record Held(SyncEntry entry, Timestamp since, boolean surfaced) {}

    /** The newest entry of an asset replaces the one before; the time of the first stays. */
    void hold(SyncEntry entry) {
        var file = file(entry.asset());
        try {
            var since = Files.exists(file)
                    ? JSON.readTree(file.toFile()).path("since").asText()
                    : new Timestamp(clock.instant()).toString();
            write(entry, since, false);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    void surfaced(Held held) {
        write(held.entry(), held.since().toString(), true);
    }

    private void write(SyncEntry entry, String since, boolean surfaced) {
        var json = Json.object()
                .put("since", since)
                .put("surfaced", surfaced)
                .put("album_id", entry.album().toString())
                .put("asset_id", entry.asset().toString())
                .put("sync_seq", entry.syncSeq())
                .put("protocol_version", entry.protocolVersion())
                .put("change_kind", entry.changeKind())
                .put("manifest", Json.text(entry.manifest()))
                .put("received_at", entry.receivedAt().toString());
        entry.metadataBlob().ifPresent(blob -> json.put("metadata_blob", Json.text(blob)));
        try {
            AtomicFile.write(file(entry.asset()), JSON.writeValueAsBytes(json));
        } catch (IOException e) {
            throw new UncheckedIOException("can't hold an entry in " + directory, e);
        }
    }

    void release(AssetId asset) {
        try {
            Files.deleteIfExists(file(asset));
        } catch (IOException e) {
            throw new UncheckedIOException("can't release an entry in " + directory, e);
        }
    }

    boolean isHeld(AssetId asset) {
        return Files.exists(file(asset));
    }

    /** In the order of asset ids. */
    List<Held> all() {
        try (var files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(HeldEntries::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + directory, e);
        }
    }

    private static Held read(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            JsonNode json = JSON.readTree(content);
            return new Held(
                    SyncApi.entry(content),
                    Timestamp.parse(json.path("since").asText()),
                    json.path("surfaced").asBoolean());
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    private Path file(AssetId asset) {
        return directory.resolve(asset + SUFFIX);
    }
}
