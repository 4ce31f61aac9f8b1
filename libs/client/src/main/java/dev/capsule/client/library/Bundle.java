package dev.capsule.client.library;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.capsule.client.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

/**
 * Several files that change together (client-invariants 7): all are staged as {@code .tmp}, then renamed in the order
 * they were staged; the provenance comes last and is the commit mark. Where an old version is replaced, a journal and
 * hard links let a crash be rolled back or forward at the next start.
 */
final class Bundle {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BACKUP = ".bak";

    private final Path root;
    private final Path journals;
    private final List<Path> targets = new ArrayList<>();

    Bundle(LibraryPaths paths) {
        this.root = paths.root();
        this.journals = paths.transactions();
    }

    /** The temporary file to fill for this target; the caller makes it durable. */
    Path stage(Path target) {
        targets.add(target);
        return AtomicFile.temporaryOf(target);
    }

    void stage(Path target, byte[] content) throws IOException {
        var temporary = stage(target);
        Files.write(temporary, content);
        AtomicFile.sync(temporary);
    }

    void commit() throws IOException {
        var replaced = targets.stream().filter(Files::exists).toList();
        var journal = journals.resolve(UUID.randomUUID() + ".json");
        if (!replaced.isEmpty()) {
            writeJournal(journal);
            for (var target : replaced) {
                Files.deleteIfExists(backup(target));
                Files.createLink(backup(target), target);
            }
        }
        for (var target : targets) {
            Files.move(
                    AtomicFile.temporaryOf(target),
                    target,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        for (var directory :
                new LinkedHashSet<>(targets.stream().map(Path::getParent).toList())) {
            AtomicFile.syncDirectory(directory);
        }
        if (!replaced.isEmpty()) {
            for (var target : replaced) {
                Files.deleteIfExists(backup(target));
            }
            Files.delete(journal);
        }
    }

    /** Removes what was staged and not committed. */
    void discard() throws IOException {
        for (var target : targets) {
            Files.deleteIfExists(AtomicFile.temporaryOf(target));
        }
    }

    private void writeJournal(Path journal) throws IOException {
        var json = JSON.createObjectNode();
        var list = json.putArray("targets");
        for (var target : targets) {
            list.addObject().put("target", root.relativize(target).toString()).put("replaces", Files.exists(target));
        }
        AtomicFile.write(journal, JSON.writeValueAsBytes(json));
    }

    private static Path backup(Path target) {
        return target.resolveSibling(target.getFileName() + BACKUP);
    }

    /** Finishes what a crash interrupted: forward if every rename was done, else back. */
    static int recover(LibraryPaths paths) throws IOException {
        List<Path> journals;
        try (var files = Files.list(paths.transactions())) {
            journals = files.filter(f -> f.toString().endsWith(".json")).toList();
        }
        for (var journal : journals) {
            recover(paths.root(), JSON.readTree(journal.toFile()).path("targets"));
            Files.delete(journal);
        }
        return journals.size();
    }

    private static void recover(Path root, JsonNode entries) throws IOException {
        boolean complete = true;
        for (var entry : entries) {
            complete &= !Files.exists(
                    AtomicFile.temporaryOf(root.resolve(entry.path("target").asText())));
        }
        for (var entry : entries) {
            var target = root.resolve(entry.path("target").asText());
            var backup = backup(target);
            boolean renamed = !Files.exists(AtomicFile.temporaryOf(target));
            if (!complete && renamed && Files.exists(backup)) {
                AtomicFile.publish(backup, target);
            } else if (!complete && renamed && !entry.path("replaces").asBoolean()) {
                Files.deleteIfExists(target);
            }
            Files.deleteIfExists(AtomicFile.temporaryOf(target));
            Files.deleteIfExists(backup);
        }
    }
}
