package dev.capsule.ingest.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.capsule.ingest.IngestConfig;
import dev.capsule.ingest.harness.Api;
import dev.capsule.ingest.harness.Database;
import dev.capsule.ingest.harness.IngestTest;
import dev.capsule.ingest.harness.Neighbours;
import dev.capsule.ingest.harness.Photo;
import dev.capsule.ingest.storage.BlobStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a process remembers of a session it moved on a moment ago never counts against what the database says. */
@IngestTest
class ChunkMemoryTest {
    @Inject
    IngestConfig config;

    @Inject
    BlobStore blobs;

    private Photo photo;
    private Api api;
    private String upload;

    @BeforeEach
    void twoChunks() {
        Neighbours.reset();
        photo = Photo.of(20_000);
        api = Api.of(photo);
        upload = api.original(photo);
        api.patch(upload, 0, part(0, 4096)).then().statusCode(204);
        api.patch(upload, 4096, part(4096, 8192)).then().statusCode(204);
    }

    private byte[] part(int from, int to) {
        return Api.slice(photo.original(), from, to);
    }

    /** A crash of the database: the last acknowledgement is undone, the process lives on. */
    @Test
    void shouldTellTheLowerOffset_whenTheDatabaseLostAnAcknowledgement() throws IOException {
        Database.run("delete from chunks where upload_id = ? and start_offset = 4096", UUID.fromString(upload));
        Database.run("update upload_sessions set received = 4096 where upload_id = ?", UUID.fromString(upload));

        api.patch(upload, 8192, part(8192, 12_288))
                .then()
                .statusCode(409)
                .header("Upload-Offset", "4096")
                .body("code", equalTo("OFFSET_MISMATCH"));
        api.patch(upload, 4096, part(4096, 12_288)).then().statusCode(204).header("Upload-Offset", "12288");
        api.patch(upload, 12_288, part(12_288, 20_000)).then().statusCode(204);
        try (var stored = blobs.open(photo.originalHash(), 0)) {
            assertThat(stored.readAllBytes()).isEqualTo(photo.original());
        }
    }

    @Test
    void shouldFindNoSession_whenItWasCancelledMeanwhile() throws IOException {
        api.cancel(upload).then().statusCode(204);

        api.patch(upload, 8192, part(8192, 12_288)).then().statusCode(404);

        nothingStaged();
    }

    @Test
    void shouldFindNoSession_whenAnotherProcessRemovedItsRow() {
        Database.run("delete from upload_sessions where upload_id = ?", UUID.fromString(upload));

        api.patch(upload, 8192, part(8192, 12_288)).then().statusCode(404).body("code", equalTo("SESSION_NOT_FOUND"));
    }

    @Test
    void shouldRefuse_whenTheSessionFailedMeanwhile() {
        Database.run(
                "update upload_sessions set status = 'FailedProcessing', failure_code = 'CHUNK_EXCEEDS_MAX'"
                        + " where upload_id = ?",
                UUID.fromString(upload));

        api.patch(upload, 8192, part(8192, 12_288))
                .then()
                .statusCode(409)
                .body("code", equalTo("SESSION_NOT_ACCEPTING"));
        assertThat(Database.count("select received from upload_sessions where upload_id = ?", UUID.fromString(upload)))
                .isEqualTo(8192);
    }

    @Test
    void shouldTellADuplicate_whenTheSameChunkComesAgain() {
        api.patch(upload, 4096, part(4096, 8192)).then().statusCode(204).header("Upload-Offset", "8192");
        api.patch(upload, 4096, part(8192, 12_288)).then().statusCode(409).body("code", equalTo("CHUNK_CONFLICT"));
    }

    private void nothingStaged() throws IOException {
        try (var files = Files.list(config.root().resolve("incoming"))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(upload)))
                    .isEmpty();
        }
    }
}
