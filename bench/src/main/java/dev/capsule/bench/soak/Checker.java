package dev.capsule.bench.soak;

import dev.capsule.backing.postgres.PostgresAdmin;
import dev.capsule.client.http.Call;
import dev.capsule.client.http.ServerRefusalException;
import dev.capsule.protocol.id.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what clients were told with what is on the disk and in the tables. Uses nothing of the ingest service but its
 * download: files are found and hashed here, rows are read as they lie.
 */
final class Checker {
    private final Path blobs;
    private final PostgresAdmin database;
    private final List<String> defects = new ArrayList<>();
    private final Map<String, Long> files = new HashMap<>();

    Checker(Path blobs, PostgresAdmin database) {
        this.blobs = blobs;
        this.database = database;
    }

    /** One line for each defect; empty when all is well. */
    List<String> check(List<Asset> journal) throws IOException, SQLException {
        readFiles();
        try (var connection = database.connect("capsule_ingest")) {
            var rows = column(connection, "select encode(hash, 'hex') from blobs");
            var referenced = column(connection, "select encode(hash, 'hex') from blob_references");
            var sessions = column(connection, "select upload_id::text from upload_sessions");
            for (var row : rows) {
                if (!files.containsKey(row)) {
                    defects.add("lost: a row without its file, " + row);
                }
            }
            for (var file : files.keySet()) {
                if (!rows.contains(file)) {
                    defects.add("orphaned: a file without a row, " + file);
                }
            }
            for (var asset : journal) {
                check(asset, rows, referenced, sessions);
            }
        }
        return defects;
    }

    int filesSeen() {
        return files.size();
    }

    private void readFiles() throws IOException {
        try (var walk = Files.walk(blobs)) {
            for (var file : walk.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".env") || name.endsWith(".env.tmp")) {
                    continue; // manifests that refer to the blob beside it; no blob
                }
                String hash = hash(file).hex();
                if (!hash.equals(name)) {
                    defects.add("mixed: the file " + name + " has the hash " + hash);
                }
                files.put(name, Files.size(file));
            }
        }
    }

    private void check(Asset asset, Set<String> rows, Set<String> referenced, Set<String> sessions) throws IOException {
        switch (asset.told()) {
            case NOTHING -> {}
            case REFUSED -> defects.add("refused: " + asset);
            case CANCELLED -> {
                if (sessions.contains(String.valueOf(asset.upload()))
                        || rows.contains(asset.original().hex())) {
                    defects.add("not cancelled: " + asset);
                }
            }
            case STORED -> defects.add("stuck: stored, and not committed when everything had come to rest, " + asset);
            case COMMITTED -> committed(asset, referenced);
        }
    }

    private void committed(Asset asset, Set<String> referenced) throws IOException {
        var size = files.get(asset.original().hex());
        if (size == null || size != asset.originalSize()) {
            defects.add("lost: no whole file of the original, " + asset);
        }
        if (!files.containsKey(asset.metadata().hex())) {
            defects.add("lost: no file of the metadata, " + asset);
        }
        if (!referenced.contains(asset.original().hex())
                || !referenced.contains(asset.metadata().hex())) {
            defects.add("orphaned: no reference to a committed blob, " + asset);
        }
        try {
            var account = asset.account();
            var reply = account.transport()
                    .send(Call.get("/blob/" + asset.original().hex())
                            .as(account.bearer())
                            .maxAnswer((int) asset.originalSize() + 1));
            if (!Sha256.hash(reply.body()).equals(asset.original())) {
                defects.add("mixed: the download has other bytes, " + asset);
            }
        } catch (ServerRefusalException e) {
            defects.add("lost: the download is refused with " + e.status() + ", " + asset);
        }
    }

    private static Set<String> column(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new HashSet<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static Sha256 hash(Path file) throws IOException {
        return Sha256.hash(Files.readAllBytes(file));
    }
}
