package dev.capsule.client.library;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.capsule.client.files.AtomicFile;
import dev.capsule.protocol.id.AssetId;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where rejected input goes, with its reason: {@code {uuid}.{ext}} beside {@code {uuid}.reason.json}. */
public final class Quarantine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REASON = ".reason.json";

    private final Path directory;
    private final AuditLog audit;
    private final Clock clock;

    Quarantine(Path directory, AuditLog audit, Clock clock) {
        this.directory = directory;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * One quarantined item.
     *
     * @param source the path it came by, for example {@code sync}
     * @param count how often the very same thing came
     */
    public record Item(String name, AssetId asset, String code, String detail, String source, long count) {}

    /**
     * Keeps what was rejected. The same manifest with the same code again only raises the count.
     *
     * @param files extension to bytes, kept verbatim
     */
    public synchronized void put(
            AssetId asset,
            String code,
            String detail,
            String source,
            Optional<Sha256> manifest,
            Map<String, byte[]> files) {
        try {
            for (int number = 1; ; number++) {
                String name = asset + (number == 1 ? "" : "-" + number);
                var reasonFile = directory.resolve(name + REASON);
                if (!Files.exists(reasonFile)) {
                    write(name, asset, code, detail, source, manifest, files);
                    break;
                }
                var known = (ObjectNode) JSON.readTree(reasonFile.toFile());
                if (isSame(known, code, manifest)) {
                    known.put("count", known.path("count").asLong() + 1);
                    known.put("last_seen", now());
                    AtomicFile.write(reasonFile, JSON.writeValueAsBytes(known));
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't write to " + directory, e);
        }
        audit.append(
                "quarantine",
                Map.of(
                        "asset",
                        asset.toString(),
                        "code",
                        code,
                        "source",
                        source,
                        "manifest",
                        manifest.map(Sha256::hex).orElse("")));
    }

    private void write(
            String name,
            AssetId asset,
            String code,
            String detail,
            String source,
            Optional<Sha256> manifest,
            Map<String, byte[]> files)
            throws IOException {
        var names = new ArrayList<String>();
        for (var file : files.entrySet()) {
            String fileName = name + "." + file.getKey();
            AtomicFile.write(directory.resolve(fileName), file.getValue());
            names.add(fileName);
        }
        var reason = JSON.createObjectNode()
                .put("uuid", asset.toString())
                .put("code", code)
                .put("detail", detail)
                .put("source", source);
        manifest.ifPresent(hash -> reason.put("manifest_hash", hash.hex()));
        reason.put("first_seen", now()).put("last_seen", now()).put("count", 1);
        var list = reason.putArray("files");
        names.forEach(list::add);
        reason.putNull("resolution");
        AtomicFile.write(directory.resolve(name + REASON), JSON.writeValueAsBytes(reason));
    }

    private static boolean isSame(JsonNode known, String code, Optional<Sha256> manifest) {
        return known.path("code").asText().equals(code)
                && known.path("manifest_hash")
                        .asText()
                        .equals(manifest.map(Sha256::hex).orElse(""));
    }

    /** Whether that very manifest was rejected before. */
    public boolean contains(AssetId asset, Sha256 manifest) {
        try {
            for (int number = 1; ; number++) {
                var file = directory.resolve(asset + (number == 1 ? "" : "-" + number) + REASON);
                if (!Files.exists(file)) {
                    return false;
                }
                if (JSON.readTree(file.toFile()).path("manifest_hash").asText().equals(manifest.hex())) {
                    return true;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + directory, e);
        }
    }

    /** All items, by name. */
    public List<Item> items() {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(REASON))
                    .sorted()
                    .map(Quarantine::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + directory, e);
        }
    }

    private static Item read(Path file) {
        try {
            var json = JSON.readTree(file.toFile());
            String name = file.getFileName().toString();
            return new Item(
                    name.substring(0, name.length() - REASON.length()),
                    AssetId.parse(json.path("uuid").asText()),
                    json.path("code").asText(),
                    json.path("detail").asText(),
                    json.path("source").asText(),
                    json.path("count").asLong());
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    private String now() {
        return new Timestamp(clock.instant()).toString();
    }
}
