package dev.capsule.client.library;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.capsule.protocol.id.Sha256;
import dev.capsule.protocol.id.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;

/** What this client decided, in {@code .library/audit.log}: JSON lines, each naming the hash of the one before. */
public final class AuditLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Clock clock;
    private String previous;

    AuditLog(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.previous = lastHash(file);
    }

    private static String lastHash(Path file) {
        if (!Files.exists(file)) {
            return Sha256.ZERO.hex();
        }
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.reduce((before, line) -> line).map(AuditLog::hash).orElse(Sha256.ZERO.hex());
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    /** @param facts ids, hashes and codes; never plaintext or secrets */
    public synchronized void append(String event, Map<String, String> facts) {
        ObjectNode line = JSON.createObjectNode();
        line.put("at", new Timestamp(clock.instant()).toString());
        line.put("event", event);
        facts.forEach(line::put);
        line.put("prev", previous);
        String text = line.toString();
        try {
            Files.writeString(
                    file, text + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
        previous = hash(text);
    }

    private static String hash(String line) {
        return Sha256.hash(line.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
